-- Who is in the cluster. The names of columns, keys and parameters are those that Orleans 10.4 asks for; it reads the statements from orleansquery.

create table orleansquery (
    querykey   text primary key,
    querytext  text not null
);

-- One row per cluster. Its version goes up with every change of its members, and no change is made on a version that is not the last.
create table orleansmembershipversiontable (
    deploymentid  text primary key,
    version       integer not null default 0,
    timestamp     timestamptz(3) not null default now()
);

create table orleansmembershiptable (
    deploymentid  text not null references orleansmembershipversiontable (deploymentid),
    address       text not null,
    port          integer not null,
    generation    integer not null,
    siloname      text not null,
    hostname      text not null,
    status        integer not null,
    proxyport     integer not null,
    suspecttimes  text,
    starttime     timestamptz(3) not null,
    iamalivetime  timestamptz(3) not null,
    primary key (deploymentid, address, port, generation)
);

insert into orleansquery (querykey, querytext) values
('GatewaysQueryKey',
 'select address, proxyport, generation from orleansmembershiptable where deploymentid = @DeploymentId and status = @Status and proxyport > 0'),

('MembershipReadRowKey',
 'select v.version, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime
  from orleansmembershipversiontable v
  left join orleansmembershiptable m on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
  where v.deploymentid = @DeploymentId'),

('MembershipReadAllKey',
 'select v.version, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime
  from orleansmembershipversiontable v
  left join orleansmembershiptable m on m.deploymentid = v.deploymentid
  where v.deploymentid = @DeploymentId'),

('InsertMembershipVersionKey',
 'with added as (insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1)
  select count(*) > 0 from added'),

('UpdateIAmAlivetimeKey',
 'update orleansmembershiptable set iamalivetime = @IAmAliveTime
  where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation'),

('InsertMembershipKey',
 'with turned as (
      update orleansmembershipversiontable set version = version + 1, timestamp = now()
      where deploymentid = @DeploymentId and version = @Version
        and not exists (select 1 from orleansmembershiptable where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
      returning deploymentid),
  added as (
      insert into orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
      select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from turned
      returning 1)
  select count(*) > 0 from added'),

('UpdateMembershipKey',
 'with turned as (
      update orleansmembershipversiontable set version = version + 1, timestamp = now()
      where deploymentid = @DeploymentId and version = @Version
        and exists (select 1 from orleansmembershiptable where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
      returning deploymentid),
  changed as (
      update orleansmembershiptable m set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
      from turned where m.deploymentid = turned.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
      returning 1)
  select count(*) > 0 from changed'),

('DeleteMembershipTableEntriesKey',
 'with gone as (delete from orleansmembershiptable where deploymentid = @DeploymentId returning 1)
  delete from orleansmembershipversiontable where deploymentid = @DeploymentId and (select count(*) from gone) >= 0'),

-- Dead (6) members that nobody needs to remember.
('CleanupDefunctSiloEntriesKey',
 'delete from orleansmembershiptable where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status = 6'),

('CleanupDefunctSiloEntryKey',
 'delete from orleansmembershiptable
  where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    and starttime = @StartTime and iamalivetime = @IAmAliveTime and suspecttimes is not distinct from @SuspectTimes and status = 6');
