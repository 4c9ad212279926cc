using Microsoft.AspNetCore.Mvc;

namespace WaterCore.Host.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null at the end.</param>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>How a fault and a page go out.</summary>
internal static class ApiAnswers
{
    public const int MostItems = 500, UsualItems = 50;

    /// <summary>A fault as a problem document with its code.</summary>
    public static IResult Problem(Fault fault) => TypedResults.Problem(new ProblemDetails
    {
        Status = Status(fault), Title = fault.Code, Detail = fault.Message, Extensions = { ["code"] = fault.Code, ["transient"] = fault.Transient },
    });

    /// <summary>A caller's mistake in words.</summary>
    public static IResult Problem(int status, string code, string detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Title = code, Detail = detail, Extensions = { ["code"] = code } });

    /// <summary>A page out of a whole list, by position.</summary>
    public static IResult Paged<TFrom, T>(IReadOnlyList<TFrom> all, string? after, int? limit, Func<TFrom, T> map)
    {
        var take = limit ?? UsualItems;
        if (take is < 1 or > MostItems) return Problem(400, "api.limit", $"limit is 1 to {MostItems}.");
        var from = 0;
        if (after is not null && (!int.TryParse(after, out from) || from < 0)) return Problem(400, "api.after", "after is what the page before gave as next.");
        var items = all.Skip(from).Take(take).Select(map).ToList();
        return TypedResults.Ok(new PageOf<T>(items, from + items.Count < all.Count ? (from + items.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static int Status(Fault fault) =>
        fault.Code.EndsWith("not-found", StringComparison.Ordinal) ? StatusCodes.Status404NotFound
        : fault.Transient ? StatusCodes.Status409Conflict
        : StatusCodes.Status422UnprocessableEntity;
}
