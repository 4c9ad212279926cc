using NodaTime;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>A made-up branch with 40 positions and 60 people, for trying things out, simulation and tests.</summary>
public static class SampleOrganization
{
    /// <summary>The code of its only branch.</summary>
    public const string Office = "main";

    private static readonly (string Role, string Zh, string En, int Count, string Unit, Permission[] Permissions)[] Roles =
    [
        ("front-desk", "前台", "front desk", 5, "service", [Permission.Accept, Permission.Handle]),
        ("hotline", "热线坐席", "hotline agent", 3, "service", [Permission.Accept, Permission.Handle]),
        ("callback", "回访员", "call-back agent", 1, "service", [Permission.CallBack]),
        ("cashier", "收费员", "cashier", 3, "service", [Permission.TakeMoney]),
        ("archivist", "档案员", "archivist", 2, "service", [Permission.Archive]),
        ("surveyor", "踏勘员", "surveyor", 4, "engineering", [Permission.Survey]),
        ("estimator", "预算员", "estimator", 2, "engineering", [Permission.Quote]),
        ("reviewer", "审批员", "reviewer", 2, "engineering", [Permission.Approve]),
        ("storekeeper", "仓管员", "storekeeper", 2, "engineering", [Permission.IssueMaterial]),
        ("acceptance", "验收员", "acceptance", 2, "engineering", [Permission.AcceptWorks]),
        ("site-crew", "施工班", "site crew", 6, "field", [Permission.Construct]),
        ("repair-crew", "抢修班", "repair crew", 4, "field", [Permission.Construct]),
        ("dispatcher", "调度员", "dispatcher", 2, "field", [Permission.Handle]),
        ("supply-control", "停复水管理员", "supply control", 1, "field", [Permission.OrderSuspension]),
        ("supervisor", "督办主管", "supervisor", 1, "service", [Permission.Supervise, Permission.Define]),
    ];

    /// <summary>The branch, every position held from a day on; 20 of the people are second holders.</summary>
    public static OrganizationData Create(LocalDate from)
    {
        var positions = Roles.SelectMany(r => Enumerable.Range(1, r.Count).Select(n =>
            new Position($"{r.Role}.{n}", r.Role, new Wording($"{r.Zh}{n}", $"{r.En} {n}"), r.Unit, r.Permissions))).ToList();
        var people = Enumerable.Range(1, 60).Select(n => new Operator($"p{n:00}", $"员工{n:00}")).ToList();
        return new OrganizationData
        {
            Branches = [new Branch(Office, new("城区营业所", "town office"))],
            Units = [new OrgUnit("service", new("客户服务部", "customer service"), Office), new OrgUnit("engineering", new("工程部", "engineering"), Office), new OrgUnit("field", new("外勤部", "field work"), Office)],
            Positions = positions,
            Operators = people,
            Holdings = people.Select((p, i) => new Holding(positions[i < positions.Count ? i : (i - positions.Count) * 2].Code, p.SignIn, from)).ToList(),
        };
    }
}
