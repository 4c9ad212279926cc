namespace WaterCore.Operations;

/// <summary>Personal data as a screen shows it that others may see: enough to ask "is that you?", too little to take away.</summary>
public static class Masking
{
    /// <summary>The first character, and a star for each of the others, at most three: <c>王*</c>.</summary>
    public static string Name(string name)
    {
        if (name.Length == 0) return "";
        var first = char.IsHighSurrogate(name[0]) && name.Length > 1 ? 2 : 1;
        return name[..first] + new string('*', Math.Min(3, name.Length - first));
    }

    /// <summary>The last four digits, and of a number of eight or more the first three: <c>138****1713</c>.</summary>
    public static string Phone(string phone)
    {
        var digits = phone.Count(char.IsAsciiDigit);
        var shown = new char[phone.Length];
        for (int i = 0, seen = 0; i < phone.Length; i++)
        {
            if (char.IsAsciiDigit(phone[i])) seen++;
            shown[i] = !char.IsAsciiDigit(phone[i]) || seen > digits - 4 || (digits >= 8 && seen <= 3) ? phone[i] : '*';
        }
        return new string(shown);
    }

    /// <summary>Every digit after the first number of the address as a star: the road and the house stay, building and room go.</summary>
    public static string Address(string address)
    {
        var shown = address.ToCharArray();
        var i = 0;
        while (i < shown.Length && !char.IsDigit(shown[i])) i++;
        while (i < shown.Length && char.IsDigit(shown[i])) i++;
        for (; i < shown.Length; i++)
            if (char.IsDigit(shown[i])) shown[i] = '*';
        return new string(shown);
    }
}
