namespace WaterCore.Host.Files;

/// <summary>What a file is, by the end of its name.</summary>
internal static class MediaTypes
{
    private static readonly Microsoft.AspNetCore.StaticFiles.FileExtensionContentTypeProvider s_known = new();

    public static string Of(string file) => s_known.TryGetContentType(file, out var type) ? type : "application/octet-stream";
}
