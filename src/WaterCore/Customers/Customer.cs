using NodaTime;
using WaterCore.Values;

namespace WaterCore.Customers;

/// <summary>A person or organisation that the utility serves (客户).</summary>
public sealed record Customer
{
    /// <summary>The identity.</summary>
    public required Id<Customer> Id { get; init; }

    /// <summary>The name as on the contract.</summary>
    public required string Name { get; init; }

    /// <summary>A telephone number as written by the customer, or null.</summary>
    public string? Phone { get; init; }
}

/// <summary>A place that gets water (用水地址).</summary>
public sealed record Premise
{
    /// <summary>The identity.</summary>
    public required Id<Premise> Id { get; init; }

    /// <summary>The address as people write it.</summary>
    public required string Address { get; init; }

    /// <summary>The supply zone or area code, or null.</summary>
    public string? Zone { get; init; }
}

/// <summary>A point at a premise where water is measured or drawn (用水点).</summary>
public sealed record ServicePoint
{
    /// <summary>The identity.</summary>
    public required Id<ServicePoint> Id { get; init; }

    /// <summary>The premise it belongs to.</summary>
    public required Id<Premise> Premise { get; init; }
}

/// <summary>What a customer pays on (户号). Its number is what customers quote.</summary>
public sealed record Account
{
    /// <summary>The identity.</summary>
    public required Id<Account> Id { get; init; }

    /// <summary>The number printed on bills; unique.</summary>
    public required string Number { get; init; }

    /// <summary>Who pays.</summary>
    public required Id<Customer> Customer { get; init; }

    /// <summary>The first day of service.</summary>
    public required LocalDate OpenedOn { get; init; }

    /// <summary>The day after the last day of service, or null while it runs.</summary>
    public LocalDate? ClosedOn { get; init; }

    /// <summary>The code of the branch (营业所) that serves it, or null: then it is everybody's.</summary>
    public string? Branch { get; init; }
}
