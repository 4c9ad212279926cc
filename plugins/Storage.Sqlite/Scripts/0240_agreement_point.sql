-- Whose terms are in force at a service point is asked by meters, sheets and runs; without it each of them goes over all terms.
create index agreement_service_point on agreement (service_point);
