using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static Login Login(string name, params string[] roles) => new() { SignIn = name, Name = "甲", PasswordHash = "hash", Stamp = "stamp", Roles = roles };

    private static ApiKey ApiKey(string prefix) => new()
    {
        Prefix = prefix, Digest = prefix + new string('0', 60), Owner = "bank", Permissions = ["bill.read", "data.import"], CreatedAt = Town.Noon, ExpiresAt = Town.Noon + Duration.FromDays(30),
    };

    [SkippableFact]
    public async Task Login_PutAndChanged_IsWhatWasPutLast()
    {
        await ChangeAsync(unit => unit.Access.PutAsync(Login("Alice", "clerk", "biller")));
        var alice = await LookAsync(unit => unit.Access.FindLoginAsync("aLICE"));
        Assert.Equal(("Alice", 1L, "biller clerk"), (alice!.SignIn, alice.Version, string.Join(' ', alice.Roles.Order(StringComparer.Ordinal))));
        await ChangeAsync(unit => unit.Access.PutAsync(alice with { Roles = [], Disabled = true, MustChangePassword = true, Stamp = "other" }));
        var changed = await LookAsync(unit => unit.Access.FindLoginAsync("Alice"));
        Assert.Equal((2L, true, true, "other"), (changed!.Version, changed.Disabled, changed.MustChangePassword, changed.Stamp));
        Assert.Empty(changed.Roles);
        Assert.Equal(1, await LookAsync(unit => unit.Access.CountLoginsAsync()));
    }

    [SkippableFact]
    public async Task Login_SecondFactor_IsKeptWithTheStepUsedLast()
    {
        await ChangeAsync(unit => unit.Access.PutAsync(Login("Alice", "clerk")));
        var alice = await LookAsync(unit => unit.Access.FindLoginAsync("Alice"));
        Assert.Equal(((string?)null, 0L), (alice!.SecondFactor, alice.SecondStep));
        await ChangeAsync(unit => unit.Access.PutAsync(alice with { SecondFactor = "sealed", SecondStep = 58_000_000 }));
        var up = await LookAsync(unit => unit.Access.FindLoginAsync("Alice"));
        Assert.Equal(("sealed", 58_000_000L), (up!.SecondFactor, up.SecondStep));
    }

    [SkippableFact]
    public async Task Login_OfATakenName_OrFromAnOlderVersion_IsRefused()
    {
        await ChangeAsync(unit => unit.Access.PutAsync(Login("Alice", "clerk")));
        await RefusesAsync(unit => unit.Access.PutAsync(Login("ALICE")));
        var read = await LookAsync(unit => unit.Access.FindLoginAsync("Alice"));
        await ChangeAsync(unit => unit.Access.PutAsync(read! with { Name = "乙" }));
        await RefusesAsync(unit => unit.Access.PutAsync(read! with { Name = "丙" }));
        Assert.Equal("乙", (await LookAsync(unit => unit.Access.FindLoginAsync("Alice")))!.Name);
    }

    [SkippableFact]
    public async Task Login_OfTwoAdministrators_IsRefused()
    {
        foreach (var (one, other) in new[] { ("system", "security"), ("security", "audit"), ("audit", "system") })
            await RefusesAsync(unit => unit.Access.PutAsync(Login("Alice", one, "clerk", other)));
        await ChangeAsync(unit => unit.Access.PutAsync(Login("Alice", "system", "clerk")));
    }

    [SkippableFact]
    public async Task ApiKey_IsWithdrawnOnce_AndNeverChanged()
    {
        await ChangeAsync(unit => unit.Access.PutAsync(ApiKey("wc_1")));
        await ChangeAsync(unit => unit.Access.PutAsync(ApiKey("wc_1") with { RevokedAt = Town.Noon }));
        await RefusesAsync(unit => unit.Access.PutAsync(ApiKey("wc_1")));
        var kept = (await LookAsync(unit => unit.Access.FindKeyAsync("wc_1")))!;
        Assert.Equal((ApiKey("wc_1").Digest, Town.Noon, "bill.read data.import"), (kept.Digest, kept.RevokedAt!.Value, string.Join(' ', kept.Permissions)));
        Assert.Single(await LookAsync(unit => unit.Access.KeysAsync()));
    }

    [SkippableFact]
    public async Task Codes_AndAttempts_AreReplacedAndForgotten()
    {
        var code = new SignInCode { Account = "6200001", Hash = "h", ExpiresAt = Town.Noon };
        await ChangeAsync(unit => unit.Access.PutAsync(code));
        await ChangeAsync(unit => unit.Access.PutAsync(code with { Hash = "i", Tries = 2 }));
        Assert.Equal(code with { Hash = "i", Tries = 2 }, await LookAsync(unit => unit.Access.FindCodeAsync("6200001")));
        await ChangeAsync(unit => unit.Access.ForgetCodeAsync("6200001"));
        Assert.Null(await LookAsync(unit => unit.Access.FindCodeAsync("6200001")));
        await ChangeAsync(unit => unit.Access.PutAsync(new AttemptCount("login a", 1, Town.Noon)));
        await ChangeAsync(unit => unit.Access.PutAsync(new AttemptCount("login a", 2, Town.Noon)));
        Assert.Equal(new AttemptCount("login a", 2, Town.Noon), await LookAsync(unit => unit.Access.FindAttemptsAsync("login a")));
    }
}
