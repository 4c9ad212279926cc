using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>SHA-256 over bills in order of key: what was billed, not when or by which run. Two runs that billed the same have the same digest.</summary>
public sealed class BillDigest : IDisposable
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private (string Tariff, int Revision, VolumeUnit Unit, Currency Currency) _textOf;
    private byte[]? _text;

    /// <summary>Adds the next bill.</summary>
    public void Add(Bill bill)
    {
        ReadOnlySpan<long> numbers =
        [
            bill.Key.Account.Value, bill.Key.ServicePoint.Value, Day(bill.Key.From), bill.Key.Revision, Day(bill.To), Day(bill.Cycle),
            bill.Usage.Thousandths, bill.Total.Minor, bill.ClosingIndex,
        ];
        // All that is added of a bill, together: a call of the hash costs more than what it is given.
        _bytes.ResetWrittenCount();
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), number);
            _bytes.Advance(8);
        }
        Bytes(Text(bill));
        Bytes(bill.Inputs.Span);
        Bytes(bill.Lines.Span);
        _hash.AppendData(_bytes.WrittenSpan);
    }

    /// <summary>The digest of all bills added, lower-case hexadecimal; begins anew.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static long Day(LocalDate day) => NodaTime.Period.DaysBetween(Epoch, day);

    // The same for nearly all bills, one after the other.
    private byte[] Text(Bill bill)
    {
        var of = (bill.Tariff, bill.TariffRevision, bill.Usage.Unit, bill.Total.Currency);
        if (_text is null || of != _textOf) (_textOf, _text) = (of, Encoding.UTF8.GetBytes($"{bill.Tariff}|{bill.TariffRevision}|{bill.Usage.Unit}|{bill.Total.Currency}"));
        return _text;
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(4), bytes.Length);
        _bytes.Advance(4);
        _bytes.Write(bytes);
    }
}
