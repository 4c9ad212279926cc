using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using WaterCore.Host.Service;

namespace WaterCore.Host.Shared;

/// <summary>A page that is rendered once, without a circuit.</summary>
public abstract class PageBase : ComponentBase
{
    /// <summary>The reader's language.</summary>
    [Parameter] public Language Language { get; set; }

    /// <summary>What went wrong with the form, or null.</summary>
    [Parameter] public string? Problem { get; set; }

    /// <summary>A text in the reader's language.</summary>
    protected string T(Wording text) => text.In(Language);
}

/// <summary>Renders a page.</summary>
internal static class Page
{
    /// <summary>A page in the reader's language.</summary>
    public static RazorComponentResult<T> Of<T>(HttpContext context, Fault? problem = null, params (string Name, object? Value)[] parameters) where T : PageBase
    {
        var language = Languages.Of(context);
        var all = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        all[nameof(PageBase.Language)] = language;
        if (problem is not null) all[nameof(PageBase.Problem)] = Texts.Fault(problem, language);
        return new RazorComponentResult<T>(all) { StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, PreventStreamingRendering = true };
    }
}
