using System.Security.Cryptography;

namespace WaterCore.Host.Service;

/// <summary>The key that signs audit checkpoints: made once, kept beside the service, readable by its user alone. The public half is given to auditors.</summary>
internal static class AuditKey
{
    public const string PrivateFile = "audit-checkpoint.key", PublicFile = "audit-checkpoint.pub";

    /// <summary>The key in a folder; made when it is not there.</summary>
    public static ECDsa Open(string folder)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, PrivateFile);
        var key = ECDsa.Create();
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        key.Dispose();
        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path, options)) writer.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, PublicFile), key.ExportSubjectPublicKeyInfoPem() + "\n");
        return key;
    }
}
