using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WaterCore.Host.Tests.Service;

/// <summary>A small OpenID Connect provider on loopback, who signs whoever it is told to be in at once, and checks the client's secret and PKCE.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "watercore-test", Secret = "only-for-this-test";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge, string Back)> _codes = [];
    private readonly WebApplication _app;

    private IdentityProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var key = new RsaSecurityKey(_rsa) { KeyId = "one" };
        _app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = Url, ["authorization_endpoint"] = Url + "/authorize", ["token_endpoint"] = Url + "/token", ["jwks_uri"] = Url + "/keys",
            ["response_types_supported"] = new[] { "code" }, ["subject_types_supported"] = new[] { "public" }, ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        });
        _app.MapGet("/keys", () =>
        {
            var p = _rsa.ExportParameters(false);
            return new { keys = new[] { new { kty = "RSA", use = "sig", kid = "one", alg = "RS256", n = Base64UrlEncoder.Encode(p.Modulus), e = Base64UrlEncoder.Encode(p.Exponent) } } };
        });
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            string Of(string name) => request.Query[name].ToString();
            Assert.Equal((ClientId, "code", "S256"), (Of("client_id"), Of("response_type"), Of("code_challenge_method")));
            var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
            _codes[code] = (Of("nonce"), Of("code_challenge"), Of("redirect_uri"));
            return Results.Redirect(QueryHelpers.AddQueryString(Of("redirect_uri"), new Dictionary<string, string?> { ["code"] = code, ["state"] = Of("state") }));
        });
        _app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            if (!_codes.Remove(form["code"].ToString(), out var known) || form["client_secret"] != Secret || form["redirect_uri"] != known.Back
                || Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != known.Challenge)
                return Results.BadRequest(new { error = "invalid_grant" });
            var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = Url, Audience = ClientId, Expires = DateTime.UtcNow.AddMinutes(5), SigningCredentials = new(Forges ? new RsaSecurityKey(RSA.Create(2048)) { KeyId = "one" } : key, SecurityAlgorithms.RsaSha256),
                Subject = new ClaimsIdentity([new Claim("sub", "subject-" + SignsIn), new Claim("preferred_username", SignsIn), new Claim("nonce", known.Nonce)]),
            });
            return Results.Json(new { access_token = "none", token_type = "Bearer", expires_in = 300, id_token = token });
        });
    }

    /// <summary>Who is signed in next.</summary>
    public string SignsIn { get; set; } = "";

    /// <summary>Whether it signs with a key that is not its own.</summary>
    public bool Forges { get; set; }

    public string Url => _app.Urls.First();

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }
}
