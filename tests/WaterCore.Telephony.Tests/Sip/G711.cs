namespace WaterCore.Telephony.Tests.Sip;

/// <summary>A-law by ITU-T G.711.</summary>
internal static class G711
{
    public static short Decode(byte code)
    {
        var bits = code ^ 0x55;
        var (exponent, mantissa) = ((bits >> 4) & 7, bits & 15);
        var size = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
        return (short)((bits & 0x80) != 0 ? size : -size);
    }

    public static byte Encode(short sample)
    {
        var size = Math.Min(sample < 0 ? ~sample : sample, 32767) >> 4;
        var exponent = 0;
        while (size >> exponent > 31) exponent++;
        var code = size < 16 ? size : ((exponent + 1) << 4) | ((size >> exponent) & 15);
        return (byte)((code | (sample < 0 ? 0 : 0x80)) ^ 0x55);
    }
}
