using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>There is no such case.</summary>
/// <param name="Number">The number asked for.</param>
public sealed record CaseNotFound(string Number) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.case-not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no case {Number}; look it up with 'case list'.";
}

/// <summary>The act does not fit how the case stands.</summary>
/// <param name="Case">The case.</param>
/// <param name="Act">The act.</param>
/// <param name="State">How it stands.</param>
public sealed record CaseActRefused(string Case, CaseAct Act, CaseState State) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.case-act-refused";

    /// <inheritdoc/>
    public override string Message => $"Case {Case} is {State.ToString().ToLowerInvariant()}, so {Word} is not possible; " + (State switch
    {
        CaseState.Merged => "act on the case it was merged into.",
        CaseState.Closed => "open it again first.",
        _ when Act == CaseAct.Reopen => "it is still open.",
        _ => "answer it first.",
    });

    private string Word => Act switch
    {
        CaseAct.HandOver => "handing it over", CaseAct.CallBack => "a call-back", CaseAct.Reopen => "opening it again", CaseAct.Rate => "a rating", CaseAct.Merge => "merging it",
        CaseAct.Note => "a remark", CaseAct.StartWork => "starting work", CaseAct.Join => "joining an incident", _ => "an answer",
    };
}

/// <summary>Something about a case or contact is not as it must be.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Problem">What is wrong and what to give instead.</param>
public sealed record ContactInvalid(string Field, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.invalid";

    /// <inheritdoc/>
    public override string Message => $"{Field}: {Problem}.";
}

/// <summary>Somebody else acted on the case first.</summary>
/// <param name="Case">The case.</param>
public sealed record CaseChanged(string Case) : Fault
{
    /// <inheritdoc/>
    public override string Code => "service.case-changed";

    /// <inheritdoc/>
    public override string Message => $"Somebody else acted on case {Case} first; look at it again.";

    /// <inheritdoc/>
    public override bool Transient => true;
}
