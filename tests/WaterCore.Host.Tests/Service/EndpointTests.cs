using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;

namespace WaterCore.Host.Tests.Service;

public sealed partial class EndpointTests(RunningHost host) : IClassFixture<RunningHost>
{
    // Open to everybody, on purpose. Whatever is not in this list names a policy.
    private static readonly string[] Open =
    [
        "GET /", "GET /language", "GET /setup", "POST /setup", "GET /sign-in", "POST /sign-in", "POST /sign-in/code",
        "GET /portal/outages", "GET /portal/sign-in", "POST /portal/sign-in", "POST /portal/code", "* /healthz", "* /readyz", "GET /api/v1/openapi.json", "POST /callbacks/payments/{provider}",
        "GET /hooks/{channel}/{what}", "POST /hooks/{channel}/{what}", "GET /kiosk", "GET /kiosk/start",
    ];

    // What each endpoint asks for. A new one is added here with the thought that it takes.
    private static readonly Dictionary<string, string> Wanted = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/accounts"] = Permissions.CustomerRead,
        ["GET /api/v1/accounts/{number}"] = Permissions.CustomerRead,
        ["POST /api/v1/accounts/{number}/adjustments"] = Permissions.RefundMake,
        ["POST /api/v1/accounts/{number}/write-offs"] = Permissions.RefundMake,
        ["POST /api/v1/accounts/{number}/refunds"] = Permissions.RefundMake,
        ["POST /api/v1/accounts/{number}/deposits"] = Permissions.PaymentTake,
        ["POST /api/v1/accounts/{number}/deposits/return"] = Permissions.RefundMake,
        ["POST /api/v1/accounts/{number}/deposits/use"] = Permissions.RefundMake,
        ["GET /api/v1/accounts/{number}/holds"] = Permissions.ArrearsRead,
        ["POST /api/v1/accounts/{number}/holds"] = Permissions.DunningRun,
        ["POST /api/v1/accounts/{number}/holds/{hold:long}/end"] = Permissions.DunningRun,
        ["POST /api/v1/accounts/{number}/branch"] = Permissions.WorkDefine,
        ["GET /api/v1/accounts/{number}/bills"] = Permissions.BillRead,
        ["GET /api/v1/bills/{number}"] = Permissions.BillRead,
        ["GET /api/v1/bills/{number}/pdf"] = Permissions.BillRead,
        ["GET /console/bills/{number}/correction/pdf"] = Permissions.BillRead,
        ["GET /console/bills/{Number}/correction"] = Permissions.BillRead,
        ["GET /console/bills/{number}/pdf"] = Permissions.BillRead,
        ["GET /console/receipts/{number}/pdf"] = Permissions.CustomerRead,
        ["GET /api/v1/bills/{number}/why"] = Permissions.BillRead,
        ["GET /api/v1/reports"] = Permissions.ReportRead,
        ["GET /api/v1/reports/{code}/rows"] = Permissions.ReportRead,
        ["GET /console/reports"] = Permissions.ReportRead,
        ["GET /console/reports/{Code}"] = Permissions.ReportRead,
        ["GET /console/reports/file"] = Permissions.ReportRead,
        ["GET /api/v1/indicators"] = Permissions.ReportRead,
        ["GET /api/v1/indicators/{code}/by/{dimension}"] = Permissions.ReportRead,
        ["GET /api/v1/indicators/{code}/trend"] = Permissions.ReportRead,
        ["GET /api/v1/indicators/{code}/rows"] = Permissions.ReportRead,
        ["GET /api/v1/pivot"] = Permissions.ReportRead,
        ["GET /api/v1/pivot/movers"] = Permissions.ReportRead,
        ["GET /console/indicators"] = Permissions.ReportRead,
        ["GET /console/indicators/{Code}"] = Permissions.ReportRead,
        ["GET /console/indicators/{Code}/rows"] = Permissions.ReportRead,
        ["GET /console/indicators/{code}/trend.png"] = Permissions.ReportRead,
        ["GET /console/analysis"] = Permissions.ReportRead,
        ["GET /api/v1/lists"] = Permissions.CustomerRead,
        ["GET /api/v1/lists/{name}"] = Permissions.CustomerRead,
        ["GET /console/lists"] = Permissions.CustomerRead,
        ["GET /console/lists/file"] = Permissions.CustomerRead,
        ["GET /api/v1/tariffs"] = Permissions.TariffRead,
        ["GET /api/v1/approvals"] = Permissions.ApprovalUse,
        ["POST /api/v1/approvals"] = Permissions.ApprovalUse,
        ["POST /api/v1/approvals/{id:long}/decision"] = Permissions.PaymentApprove,
        ["GET /console/approvals"] = Permissions.ApprovalUse,
        ["GET /console/tariffs/compare"] = Permissions.TariffRead,
        ["GET /api/v1/tariffs/difference"] = Permissions.TariffRead,
        ["GET /api/v1/tariffs/simulation"] = Permissions.BillingRead,
        ["POST /api/v1/tariffs/check"] = Permissions.TariffRead,
        ["GET /api/v1/tariffs/{code}/{revision:int}"] = Permissions.TariffRead,
        ["POST /api/v1/tariffs"] = Permissions.TariffPublish,
        ["POST /api/v1/imports/customers"] = Permissions.DataImport,
        ["POST /api/v1/imports/readings"] = Permissions.DataImport,
        ["GET /api/v1/work/items"] = Permissions.WorkUse,
        ["GET /api/v1/work/items/{id:long}"] = Permissions.WorkUse,
        ["POST /api/v1/work/items"] = Permissions.WorkUse,
        ["POST /api/v1/work/items/{id:long}/actions"] = Permissions.WorkUse,
        ["GET /api/v1/work/tray"] = Permissions.WorkUse,
        ["GET /api/v1/work/board"] = Permissions.WorkUse,
        ["GET /api/v1/work/forecast"] = Permissions.WorkUse,
        ["GET /api/v1/work/report"] = Permissions.WorkUse,
        ["GET /api/v1/work/event-log"] = Permissions.WorkSupervise,
        ["POST /api/v1/work/items/{id:long}/version"] = Permissions.WorkDefine,
        ["GET /api/v1/applications"] = Permissions.WorkUse,
        ["GET /api/v1/applications/{id:long}"] = Permissions.WorkUse,
        ["POST /api/v1/applications"] = Permissions.WorkUse,
        ["POST /api/v1/applications/{id:long}/documents"] = Permissions.WorkUse,
        ["GET /api/v1/documents/{sha256}"] = Permissions.WorkUse,
        ["GET /api/v1/materials"] = Permissions.WorkUse,
        ["POST /api/v1/materials/moves"] = Permissions.WorkUse,
        ["GET /api/v1/workflows"] = Permissions.WorkUse,
        ["GET /api/v1/workflows/{code}/{version:int}"] = Permissions.WorkUse,
        ["POST /api/v1/workflows/check"] = Permissions.WorkDefine,
        ["POST /api/v1/workflows"] = Permissions.WorkDefine,
        ["GET /api/v1/organization"] = Permissions.WorkUse,
        ["POST /api/v1/organization"] = Permissions.WorkDefine,
        ["GET /api/v1/billing-runs"] = Permissions.BillingRead,
        ["GET /api/v1/billing-runs/current"] = Permissions.BillingRead,
        ["GET /api/v1/cluster"] = Permissions.PluginsRead,
        ["POST /api/v1/billing-runs"] = Permissions.BillingRun,
        ["GET /api/v1/cycles/{month}/outcomes"] = Permissions.BillingRead,
        ["GET /api/v1/verification"] = Permissions.VerifyRun,
        ["GET /api/v1/plugins"] = Permissions.PluginsRead,
        ["GET /api/v1/cases"] = Permissions.CaseRead,
        ["GET /api/v1/cases/{number:long}"] = Permissions.CaseRead,
        ["GET /api/v1/cases/figures"] = Permissions.ReportRead,
        ["GET /console/cases/figures"] = Permissions.ReportRead,
        ["GET /console/cases/{number:long}/files/{contact:long}/{place:int}"] = Permissions.CaseRead,
        ["GET /api/v1/incidents"] = Permissions.CaseRead,
        ["GET /api/v1/incidents/{number:long}"] = Permissions.CaseRead,
        ["POST /api/v1/incidents"] = Permissions.CaseHandle,
        ["POST /api/v1/incidents/{number:long}/reports"] = Permissions.CaseHandle,
        ["POST /api/v1/incidents/{number:long}/announcement"] = Permissions.CaseHandle,
        ["POST /api/v1/incidents/{number:long}/restored"] = Permissions.CaseHandle,
        ["GET /console/incidents"] = Permissions.CaseRead,
        ["GET /console/incidents/{Number:long}"] = Permissions.CaseRead,
        ["GET /api/v1/templates"] = Permissions.CaseRead,
        ["POST /api/v1/templates/{code}"] = Permissions.NoticeSend,
        ["POST /api/v1/templates/{code}/preview"] = Permissions.NoticeSend,
        ["GET /console/templates"] = Permissions.NoticeSend,
        ["POST /api/v1/cases"] = Permissions.CaseHandle,
        ["POST /api/v1/cases/{number:long}/acts"] = Permissions.CaseHandle,
        ["GET /api/v1/accounts/{number}/contacts"] = Permissions.CaseRead,
        ["POST /api/v1/contacts"] = Permissions.CaseHandle,
        ["POST /api/v1/accounts/{number}/contact-choices"] = Permissions.CaseHandle,
        ["POST /api/v1/notices/preview"] = Permissions.NoticeSend,
        ["POST /api/v1/notices"] = Permissions.NoticeSend,
        ["GET /api/v1/notices"] = Permissions.CaseRead,
        ["GET /api/v1/deliveries/figures"] = Permissions.CaseRead,
        ["GET /api/v1/deliveries/dead"] = Permissions.CaseRead,
        ["POST /api/v1/deliveries/{number:long}/retry"] = Permissions.NoticeSend,
        ["GET /console/notices"] = Permissions.CaseRead,
        ["GET /console/cases"] = Permissions.CaseRead,
        ["GET /console/cases/{Number:long}"] = Permissions.CaseRead,
        ["GET /api/v1/audit"] = Permissions.AuditRead,
        ["GET /api/v1/keys"] = Permissions.KeyManage,
        ["POST /api/v1/keys"] = Permissions.KeyManage,
        ["DELETE /api/v1/keys/{prefix}"] = Permissions.KeyManage,
        ["POST /api/v1/payments"] = Permissions.PaymentTake,
        ["GET /api/v1/payments/{entry:long}"] = Permissions.CustomerRead,
        ["POST /api/v1/payments/{entry:long}/reversal"] = Permissions.PaymentReverse,
        ["GET /api/v1/accounts/{number}/statement"] = Permissions.CustomerRead,
        ["GET /api/v1/accounts/{number}/dunning"] = Permissions.ArrearsRead,
        ["POST /api/v1/drawers/{drawer}/count"] = Permissions.PaymentTake,
        ["POST /api/v1/dunning-runs"] = Permissions.DunningRun,
        ["GET /api/v1/dunning-runs/current"] = Permissions.ArrearsRead,
        ["POST /api/v1/readings"] = Permissions.ReadingEnter,
        ["GET /api/v1/meters/due"] = Permissions.ReadingEnter,
        ["GET /console/accounts/{Number}/arrangements"] = Permissions.CustomerRead,
        ["GET /console/meters/due"] = Permissions.ReadingEnter,
        ["GET /api/v1/held-readings"] = Permissions.ReadingReview,
        ["POST /api/v1/held-readings/{held:long}/acceptance"] = Permissions.ReadingReview,
        ["POST /api/v1/held-readings/{held:long}/rejection"] = Permissions.ReadingReview,
        ["GET /api/v1/books"] = Permissions.ReadingEnter,
        ["GET /api/v1/books/{book}/{month}"] = Permissions.ReadingEnter,
        ["GET /console/counter"] = Permissions.PaymentTake,
        ["GET /console/counter/{Number}"] = Permissions.PaymentTake,
        ["GET /console/drawer"] = Permissions.PaymentTake,
        ["GET /console/receipts/{Entry:long}"] = Permissions.CustomerRead,
        ["GET /console/arrears"] = Permissions.ArrearsRead,
        ["GET /console/reading"] = Permissions.ReadingEnter,
        ["GET /console/books"] = Permissions.DataImport,
        ["GET /console/reading/{Book}/{Month}"] = Permissions.ReadingEnter,
        ["GET /console/held"] = Permissions.ReadingReview,
        ["GET /console/photos/{name}"] = Permissions.ReadingReview,
        ["GET /console/trays"] = Permissions.WorkUse,
        ["GET /console/apply"] = Permissions.WorkUse,
        ["GET /console/apply/{Service}"] = Permissions.WorkUse,
        ["GET /console/work/{Id:long}"] = Permissions.WorkUse,
        ["GET /console/board"] = Permissions.WorkSupervise,
        ["GET /console/workflows"] = Permissions.WorkUse,
        ["GET /console/workflows/{Code}"] = Permissions.WorkUse,
        ["GET /console/organization"] = Permissions.WorkUse,
        ["GET /console"] = Permissions.Staff,
        ["GET /console/search/{Clue}"] = Permissions.CustomerRead,
        ["GET /console/accounts/{Number}"] = Permissions.CustomerRead,
        ["GET /console/bills/{Number}"] = Permissions.BillRead,
        ["GET /console/billing"] = Permissions.BillingRead,
        ["GET /console/tariffs"] = Permissions.TariffRead,
        ["GET /console/tariffs/{Code}/{Revision:int}"] = Permissions.TariffRead,
        ["GET /console/plugins"] = Permissions.PluginsRead,
        ["GET /console/audit"] = Permissions.AuditRead,
        ["GET /api/v1/hotline"] = Permissions.HotlineWatch,
        ["GET /api/v1/hotline/figures"] = Permissions.HotlineWatch,
        ["GET /api/v1/hotline/seats"] = Permissions.HotlineWatch,
        ["GET /api/v1/hotline/recordings"] = Permissions.HotlineWatch,
        ["GET /api/v1/hotline/dialogue.svg"] = Permissions.HotlineWatch,
        ["GET /console/hotline/recordings/{name}"] = Permissions.HotlineWatch,
        ["GET /api/v1/campaigns"] = Permissions.CampaignRun,
        ["GET /api/v1/campaigns/{name}"] = Permissions.CampaignRun,
        ["POST /api/v1/campaigns"] = Permissions.CampaignRun,
        ["POST /api/v1/campaigns/{name}/state"] = Permissions.CampaignRun,
        ["POST /api/v1/bills/{number}/correction"] = Permissions.BillingRun,
        ["GET /console/find"] = Permissions.Staff,
        ["GET /console/campaigns"] = Permissions.CampaignRun,
        ["GET /console/hotline"] = Permissions.HotlineServe,
        ["GET /console/hotline/calls"] = Permissions.HotlineWatch,
        ["GET /console/logins"] = Permissions.LoginManage,
    };

    [Fact]
    public void Endpoints_WithoutAPolicy_AreThoseThatAreMeantToBeOpen()
    {
        var open = Named().Where(e => e.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.Name).Where(n => !IsFile(n)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Open.Order(StringComparer.Ordinal), open);
        var closed = Named().Where(e => e.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            // The framework's own answer for files that are not there; the fallback policy closes it.
            .Where(e => !e.Name.EndsWith(" /{**path:file}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(closed);
        Assert.Empty(closed.Where(e => e.Endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(a => a.Policy is null) && !e.Endpoint.Metadata.OfType<AuthorizationPolicy>().Any()).Select(e => e.Name));
    }

    [Fact]
    public void Endpoints_OfConsoleAndApi_AskForThePermissionThatIsWritten()
    {
        var found = Named().Where(e => e.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Where(e => e.Name.Contains(" /api/", StringComparison.Ordinal) || e.Name.Contains(" /console", StringComparison.Ordinal))
            .GroupBy(e => e.Name).ToDictionary(g => g.Key.Replace("* /console", "GET /console", StringComparison.Ordinal), g => Policies(g.First().Endpoint), StringComparer.Ordinal);
        Assert.Equal(Text(Wanted.Select(w => $"{w.Key}: {w.Value}")), Text(found.Select(f => $"{f.Key.Replace("POST /console", "GET /console", StringComparison.Ordinal)}: {f.Value}").Distinct()));
    }

    [Fact]
    public void Writes_OfTheApi_EachTakeAnIdempotencyKey()
    {
        var writes = Named().Where(e => e.Name.Contains(" /api/v1", StringComparison.Ordinal) && !e.Name.StartsWith("GET ", StringComparison.Ordinal)).ToList();
        Assert.True(writes.Count >= 6);
        Assert.Empty(writes.Where(e => e.Endpoint.Metadata.GetMetadata<Idempotent.Mark>() is null).Select(e => e.Name));
    }

    [Fact]
    public async Task Endpoints_EachRole_GetsInWhereItMayAndNowhereElse()
    {
        var wrong = new List<string>();
        var tried = 0;
        foreach (var role in Role.All.Select(r => r.Code).Prepend(null))
        {
            using var client = await host.ClientAsync(role);
            var may = role is null ? [] : Role.Find(role)!.Permissions.Append(Permissions.Staff).ToHashSet();
            foreach (var (name, permission) in Wanted)
            {
                using var request = new HttpRequestMessage(new HttpMethod(name.Split(' ')[0]), Fill(name.Split(' ')[1]));
                if (request.Method != HttpMethod.Get)
                {
                    request.Headers.Add(Idempotent.Header, "short");   // refused by the endpoint itself, after the door
                    request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                }
                using var answer = await client.SendAsync(request);
                tried++;
                var (status, api) = (answer.StatusCode, name.Contains("/api/", StringComparison.Ordinal));
                var outside = role is null ? (api ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect) : HttpStatusCode.Forbidden;
                // The search box's way on to its page is no refusal; the way to the sign-in is.
                var sentAway = status == HttpStatusCode.Redirect && answer.Headers.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) != false;
                var fits = may.Contains(permission) ? status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && !sentAway && (int)status < 500 : status == outside && (status != HttpStatusCode.Redirect || sentAway);
                if (!fits) wrong.Add($"{role ?? "anonymous"}: {name}: {(int)status}");
            }
        }
        Assert.Empty(wrong);
        Assert.Equal((Role.All.Count + 1) * Wanted.Count, tried);
    }

    private IEnumerable<(string Name, RouteEndpoint Endpoint)> Named() =>
        host.Endpoints.Select(e => ($"{e.Method} /{e.Endpoint.RoutePattern.RawText?.TrimStart('/')}", e.Endpoint));

    // Files that come with the program, the page of the API's document, and the answer to pages that do not exist.
    private static bool IsFile(string name) => name.Contains('.', StringComparison.Ordinal) && !name.EndsWith("openapi.json", StringComparison.Ordinal) || name.Contains("/api/docs", StringComparison.Ordinal) || name.Contains("{*path", StringComparison.Ordinal) || name.Contains("_framework", StringComparison.Ordinal) || name.Contains("_content", StringComparison.Ordinal);

    private static string Policies(RouteEndpoint endpoint) =>
        string.Join(" and ", endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).Distinct().Where(p => p != Permissions.Staff || !endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(a => a.Policy != Permissions.Staff)));

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private static string Fill(string pattern) => Parameter().Replace(pattern, m => m.Groups[1].Value.Contains(":int", StringComparison.Ordinal) || m.Groups[1].Value.Contains(":long", StringComparison.Ordinal) ? "1" : m.Groups[1].Value.Equals("month", StringComparison.OrdinalIgnoreCase) ? "2026-01" : m.Groups[1].Value.Equals("code", StringComparison.OrdinalIgnoreCase) ? "zhuhai-main" : "6200000");

    [GeneratedRegex("{([^}]+)}")]
    private static partial Regex Parameter();
}
