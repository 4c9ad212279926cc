using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace WaterCore.Billing;

/// <summary>SHA-256 over bills in order of key: what was billed, not when or by which run. Two runs that billed the same have the same digest.</summary>
public sealed class BillDigest : IDisposable
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds the next bill.</summary>
    public void Add(Bill bill)
    {
        Span<byte> fixedPart = stackalloc byte[8 * 9];
        long[] numbers =
        [
            bill.Key.Account.Value, bill.Key.ServicePoint.Value, Day(bill.Key.From), bill.Key.Revision, Day(bill.To), Day(bill.Cycle),
            bill.Usage.Thousandths, bill.Total.Minor, bill.ClosingIndex,
        ];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(fixedPart[(8 * i)..], numbers[i]);
        _hash.AppendData(fixedPart);
        Text($"{bill.Tariff}|{bill.TariffRevision}|{bill.Usage.Unit}|{bill.Total.Currency}");
        Bytes(bill.Inputs.Span);
        Bytes(bill.Lines.Span);
    }

    /// <summary>The digest of all bills added, lower-case hexadecimal; begins anew.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static long Day(LocalDate day) => NodaTime.Period.DaysBetween(Epoch, day);

    private void Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
    }
}
