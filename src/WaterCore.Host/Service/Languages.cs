using Microsoft.AspNetCore.Http.HttpResults;

namespace WaterCore.Host.Service;

/// <summary>Which language a person reads: what was chosen, else what the browser asks for, else Chinese.</summary>
internal static class Languages
{
    private const string Cookie = "watercore-language";

    public static Language Of(HttpContext? context)
    {
        if (context is null) return Language.Chinese;
        if (context.Request.Cookies[Cookie] is { } chosen) return chosen == "en" ? Language.English : Language.Chinese;
        var asked = context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.Value ?? "");
        return asked.FirstOrDefault(l => Begins(l, "zh") || Begins(l, "en")) is { } first && Begins(first, "en") ? Language.English : Language.Chinese;
    }

    /// <summary>The tag of a page's language.</summary>
    public static string Tag(Language language) => language == Language.Chinese ? "zh-CN" : "en";

    /// <summary>Keeps the choice and goes back to the page it was made on.</summary>
    public static RedirectHttpResult Choose(HttpContext context, string to, string? back)
    {
        context.Response.Cookies.Append(Cookie, to == "en" ? "en" : "zh", new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true });
        return TypedResults.LocalRedirect(Local(back));
    }

    /// <summary>A path on this site, whatever was asked for: a link from elsewhere must not lead to elsewhere.</summary>
    public static string Local(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";

    private static bool Begins(string language, string with) => language.StartsWith(with, StringComparison.OrdinalIgnoreCase);
}
