using NodaTime;
using WaterCore.Documents;
using WaterCore.Host.Files;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Statistics;

namespace WaterCore.Host.Service;

/// <summary>What a schedule of reports is told by <c>WaterCore:Reports</c>.</summary>
/// <param name="Folder">Where the files go.</param>
/// <param name="SendTo">Mail addresses that are told; may be empty.</param>
/// <param name="Language">The language.</param>
internal sealed record ReportScheduleSettings(string Folder, IReadOnlyList<string> SendTo, Language Language)
{
    /// <summary>The settings, or null when no folder is named.</summary>
    public static ReportScheduleSettings? Read(IConfiguration configuration, string dataPath) => configuration["WaterCore:Reports:Folder"] is { Length: > 0 } folder
        ? new(Path.GetFullPath(folder, Path.GetFullPath(dataPath)), (configuration["WaterCore:Reports:SendTo"] ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            configuration["WaterCore:Reports:Language"] == "en" ? Language.English : Language.Chinese)
        : null;
}

/// <summary>
/// Makes the reports of the month that is over, once: a workbook, and a PDF where documents can be printed, into a folder, and mails them to whoever is to
/// have them. A file that is there is not made again and an address that was served is not written to again, so a restart, or a second machine on the same
/// folder, does no harm; of several hosts one does it. A mail that did not go out is tried again at the next look.
/// </summary>
internal sealed partial class ReportSchedule(
    ReportScheduleSettings settings, IServiceScopeFactory scopes, IClock clock, Utility utility, Outbound outbound, DutyRoster duties, TimeProvider time, ILogger<ReportSchedule> log)
    : DutyService("reports", TimeSpan.FromMinutes(15), duties, time)
{
    protected override TimeSpan First => TimeSpan.Zero;

    protected override Task OnceAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    protected override bool Passes(Exception failure) => base.Passes(failure) || failure is IOException or UnauthorizedAccessException;

    protected override void Tell(string problem) => LogFailed(problem);

    /// <summary>Makes what is due and not there; the files that were made.</summary>
    public async Task<IReadOnlyList<string>> RunOnceAsync(CancellationToken cancellationToken)
    {
        var today = utility.DayOf(clock.GetCurrentInstant());
        var first = new LocalDate(today.Year, today.Month, 1).PlusMonths(-1);
        var month = ReportDays.Name(first);
        var book = Path.Combine(settings.Folder, $"report-{month}.xlsx");
        var made = File.Exists(book) ? [] : await MakeAsync(first, book, cancellationToken).ConfigureAwait(false);
        if (File.Exists(book)) await MailAsync(month, book, cancellationToken).ConfigureAwait(false);
        return made;
    }

    private async Task<IReadOnlyList<string>> MakeAsync(LocalDate first, string book, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var sheet = await scope.ServiceProvider.GetRequiredService<Reports>().SheetAsync(ReportDefinition.Monthly, new Period(first, first.PlusMonths(1)), settings.Language, null, cancellationToken).ConfigureAwait(false);
        if (!sheet.IsOk)
        {
            LogFailed(sheet.Fault.Message);
            return [];
        }
        Directory.CreateDirectory(settings.Folder);
        var made = new List<string>();
        using (var pdf = new MemoryStream())
        {
            var printed = await scope.ServiceProvider.GetRequiredService<PrintDesk>().PrintAsync(sheet.Value, pdf, cancellationToken).ConfigureAwait(false);
            if (printed.IsOk) made.Add(await PutAsync(Path.ChangeExtension(book, ".pdf"), pdf, cancellationToken).ConfigureAwait(false));
            else LogFailed(printed.Fault.Message);
        }
        // The workbook last: it is what says that the month is done.
        using (var workbook = new MemoryStream())
        {
            SheetFiles.Excel(sheet.Value, workbook);
            made.Add(await PutAsync(book, workbook, cancellationToken).ConfigureAwait(false));
        }
        return made;
    }

    private async Task MailAsync(string month, string book, CancellationToken cancellationToken)
    {
        var served = Path.ChangeExtension(book, ".mailed");
        var done = File.Exists(served) ? await File.ReadAllLinesAsync(served, cancellationToken).ConfigureAwait(false) : [];
        var owed = settings.SendTo.Select((a, i) => (Address: a, Place: i)).Where(a => !done.Contains(a.Address)).ToList();
        if (owed.Count == 0) return;
        var files = new List<OutgoingAttachment>();
        foreach (var (path, type) in new[] { (Path.ChangeExtension(book, ".pdf"), "application/pdf"), (book, MediaTypes.Of(book)) })
            if (File.Exists(path)) files.Add(new(Path.GetFileName(path), type, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)));
        foreach (var (address, place) in owed)
        {
            var sent = await outbound.SendAsync(new OutgoingMessage
            {
                Id = $"report{month.Replace("-", "", StringComparison.Ordinal)}n{place}", To = new MessageAddress(AddressKind.Email, address), Subject = Shared.Show.Fill(Texts.ReportMail.In(settings.Language), month),
                Body = Shared.Show.Fill(Texts.ReportMailBody.In(settings.Language), month, string.Join('\n', files.Select(f => f.Name))), Language = settings.Language, Attachments = files,
            }, cancellationToken).ConfigureAwait(false);
            if (sent.IsOk) await File.AppendAllLinesAsync(served, [address], cancellationToken).ConfigureAwait(false);
            else LogFailed(sent.Fault.Message);
        }
    }

    // Under another name first, so that nobody opens half a file.
    private static async Task<string> PutAsync(string path, MemoryStream content, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(path + ".part", content.ToArray(), cancellationToken).ConfigureAwait(false);
        File.Move(path + ".part", path, overwrite: true);
        return path;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The monthly report: {Problem}")]
    private partial void LogFailed(string problem);
}
