using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using WaterCore.Customers;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Portal;

/// <summary>Supply notices for everybody; for a customer the own cases with their rating, and how to be contacted.</summary>
internal static class OwnCases
{
    // What a customer chooses among; the finer branches are the desk's.
    private static readonly string[] s_offered = ["repair", "repair.no-water", "repair.burst-main", "repair.leak", "repair.meter", "quality", "complaint", "enquiry", "suggestion", "praise"];

    public static void MapOwnCases(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/outages", async (HttpContext context, SupplyNoticeDesk notices, Utility utility, CancellationToken cancellationToken) =>
            Page.Of<OutagesPage>(context, null, ("Current", await notices.CurrentAsync(cancellationToken)), ("Utility", utility), ("IsSignedIn", (await context.AuthenticateAsync(Schemes.Customer)).Succeeded))).AllowAnonymous();
        routes.MapGet("/portal/cases", ShowAsync).RequireAuthorization(Permissions.Customer);
        routes.MapPost("/portal/cases", OpenAsync).RequireAuthorization(Permissions.Customer);
        routes.MapPost("/portal/cases/{number:long}/rating", RateAsync).RequireAuthorization(Permissions.Customer);
        routes.MapPost("/portal/cases/{number:long}/again", AgainAsync).RequireAuthorization(Permissions.Customer);
        routes.MapGet("/portal/contact", WishesAsync).RequireAuthorization(Permissions.Customer);
        routes.MapPost("/portal/contact", SaveAsync).RequireAuthorization(Permissions.Customer);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ContactDesk contacts, ServiceDesk desk, Utility utility, CancellationToken cancellationToken) =>
        await PageAsync(context, contacts, desk, utility, null, null, cancellationToken);

    private static async Task<IResult> OpenAsync(
        HttpContext context, ContactDesk contacts, ServiceDesk desk, Utility utility, [FromForm] string category, [FromForm] string subject, [FromForm] string? text, [FromForm] string key, CancellationToken cancellationToken)
    {
        var number = Account(context);
        Result<CaseOpened> opened = !s_offered.Contains(category) || key.Length is < 8 or > 64 ? new ContactInvalid("category", "take one of the list")
            : await desk.OpenAsync(new CaseDraft { Channel = ContactChannels.Web, Category = category, Subject = subject.Trim(), Text = text, Account = number, Reference = $"portal {number} {key}" }, Actor.System, cancellationToken);
        return await PageAsync(context, contacts, desk, utility, opened.IsOk ? null : opened.Fault, opened.IsOk ? opened.Value : null, cancellationToken);
    }

    private static async Task<IResult> RateAsync(HttpContext context, ContactDesk contacts, ServiceDesk desk, Utility utility, long number, [FromForm] int rating, CancellationToken cancellationToken)
    {
        if (!await IsOwnAsync(context, desk, number, cancellationToken)) return TypedResults.NotFound();
        var rated = await desk.RateAsync(new(number), rating, null, Customer(context), cancellationToken);
        return rated.IsOk ? TypedResults.LocalRedirect("/portal/cases") : await PageAsync(context, contacts, desk, utility, rated.Fault, null, cancellationToken);
    }

    private static async Task<IResult> AgainAsync(HttpContext context, ContactDesk contacts, ServiceDesk desk, Utility utility, long number, [FromForm] string reason, CancellationToken cancellationToken)
    {
        if (!await IsOwnAsync(context, desk, number, cancellationToken)) return TypedResults.NotFound();
        var again = reason.Length > 400 ? new ContactInvalid("reason", "it has more than 400 characters") : await desk.ReopenAsync(new(number), reason, Customer(context), cancellationToken);
        return again.IsOk ? TypedResults.LocalRedirect("/portal/cases") : await PageAsync(context, contacts, desk, utility, again.Fault, null, cancellationToken);
    }

    private static async Task<IResult> WishesAsync(HttpContext context, ContactDesk contacts, IEnumerable<IChannel> channels, CancellationToken cancellationToken) =>
        await WishPageAsync(context, contacts, channels, null, false, cancellationToken);

    private static async Task<IResult> SaveAsync(
        HttpContext context, ContactDesk contacts, IEnumerable<IChannel> channels, [FromForm] string? language, [FromForm] string? channel, CancellationToken cancellationToken)
    {
        var (number, form) = (Account(context), await context.Request.ReadFormAsync(cancellationToken));
        var file = await contacts.OfAccountAsync(number, 1, cancellationToken);
        if (!file.IsOk) return TypedResults.NotFound();
        Language? wanted = language switch { "zh" => Language.Chinese, "en" => Language.English, _ => null };
        // What is first comes first; the others stay in their order after it.
        var first = Offered(channels).FirstOrDefault(c => c == channel);
        var order = first is null ? [] : file.Value.Preferences.Channels.Where(c => c != first).Prepend(first).ToList();
        var saved = await contacts.PreferAsync(number, wanted, order, Customer(context), cancellationToken);
        if (!saved.IsOk) return await WishPageAsync(context, contacts, channels, saved.Fault, false, cancellationToken);
        foreach (var purpose in ContactPurpose.All.Where(p => p.MayRefuse))
        {
            var yes = form[$"want-{purpose.Code}"].Count > 0;
            if (yes == Wants(file.Value, purpose)) continue;
            var said = await contacts.ChooseAsync(number, purpose.Code, ContactChoice.Any, yes, Customer(context), cancellationToken);
            if (!said.IsOk) return await WishPageAsync(context, contacts, channels, said.Fault, false, cancellationToken);
        }
        return await WishPageAsync(context, contacts, channels, null, true, cancellationToken);
    }

    /// <summary>Whether a customer gets messages of a purpose.</summary>
    internal static bool Wants(CustomerContacts file, ContactPurpose purpose) => ContactChoice.Of(file.Choices, purpose.Code, ContactChoice.Any) ?? !purpose.NeedsConsent;

    private static async Task<IResult> PageAsync(HttpContext context, ContactDesk contacts, ServiceDesk desk, Utility utility, Fault? fault, CaseOpened? opened, CancellationToken cancellationToken)
    {
        var file = await contacts.OfAccountAsync(Account(context), 100, cancellationToken);
        if (!file.IsOk) return TypedResults.NotFound();
        var account = file.Value.Accounts.FirstOrDefault(a => a.Number == Account(context));
        // One customer may pay for several; here only what is this account's.
        return Page.Of<CasesPage>(context, fault, ("Cases", file.Value.Cases.Where(c => account is not null && c.Account == account.Id).ToList()), ("Opened", opened?.Case.Id.ToString()),
            ("Offered", s_offered.Select(c => (c, desk.Categories.PathOf(c))).ToList()), ("Categories", desk.Categories), ("Utility", utility), ("Key", Guid.NewGuid().ToString("N")));
    }

    private static async Task<IResult> WishPageAsync(HttpContext context, ContactDesk contacts, IEnumerable<IChannel> channels, Fault? fault, bool saved, CancellationToken cancellationToken)
    {
        var file = await contacts.OfAccountAsync(Account(context), 1, cancellationToken);
        return file.IsOk ? Page.Of<WishesPage>(context, fault, ("File", file.Value), ("Channels", Offered(channels)), ("Saved", saved)) : TypedResults.NotFound();
    }

    private static List<string> Offered(IEnumerable<IChannel> channels) => [.. channels.Select(c => c.Name).Where(ContactChannels.ReachesPeople).Distinct()];

    // Another's case is as good as none.
    private static async Task<bool> IsOwnAsync(HttpContext context, ServiceDesk desk, long number, CancellationToken cancellationToken) =>
        await desk.ViewAsync(new(number), cancellationToken) is { IsOk: true, Value.Account: { } account } && account.Number == Account(context);

    private static Actor Customer(HttpContext context) => new($"account {Account(context)}", "customer");

    private static string Account(HttpContext context) => context.User.FindFirstValue(CustomerSession.AccountClaim) ?? "";
}
