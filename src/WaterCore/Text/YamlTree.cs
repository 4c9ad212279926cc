using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using WaterCore.Values;

namespace WaterCore.Text;

/// <summary>Makes the fault of the room that reads a file: where, which field, what is wrong, and what to write instead.</summary>
/// <remarks>The line counts from 1; 0 when no line is to blame.</remarks>
internal delegate Exception YamlRefusal(int line, string field, Wording problem, Wording remedy);

/// <summary>A YAML document as text nodes with their lines. Scalars are text, trimmed; nothing is guessed to be a number or a date.</summary>
internal abstract record YamlTree(int Line)
{
    /// <summary>256 KiB: the largest real rate file is 30 KB.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The largest real rate file is 6 deep.</summary>
    public const int MaxDepth = 32;

    private static readonly Wording s_mend = new("改正这一行", "mend the file at this line");

    /// <summary>Reads one document. Aliases, which can multiply without bound, are refused.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What one file holds, such as <c>tariff</c>.</param>
    /// <param name="refuse">Makes the exception that carries the reading room's fault.</param>
    /// <param name="maxBytes">How large it may be.</param>
    public static YamlTree Read(string text, string what, YamlRefusal refuse, int maxBytes = MaxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) > maxBytes)
            throw refuse(0, "", new($"文件大于 {maxBytes / 1024} KiB", $"the file is larger than {maxBytes / 1024} KiB"), new("分成几个文件", $"split it, one {what} per file"));
        var parser = new Parser(new Scanner(new StringReader(TabsAfterKeys(text)), skipComments: true));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) throw refuse(0, "", new("文件是空的", "the file is empty"), new("写入内容", $"write a {what} into it"));
            parser.Consume<DocumentStart>();
            var tree = Node(parser, refuse, 0);
            parser.Consume<DocumentEnd>();
            return tree;
        }
        catch (YamlException e)
        {
            throw refuse((int)e.Start.Line, "", new($"不是 YAML（{Plain(e.Message)}）", $"this is not YAML ({Plain(e.Message)})"), s_mend);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            // The scanner has bugs of its own on hostile input; whatever it throws, the file is not YAML.
            throw refuse((int)(parser.Current?.End.Line ?? 0), "", new("不是 YAML（到此中断）", "this is not YAML (it breaks off here)"), s_mend);
        }
    }

    private static YamlTree Node(Parser parser, YamlRefusal refuse, int depth)
    {
        if (depth > MaxDepth)
            throw refuse((int)parser.Current!.Start.Line, "", new($"嵌套超过 {MaxDepth} 层", $"the file is nested more than {MaxDepth} deep"), new("减少嵌套", "write it flatter"));
        switch (parser.Current)
        {
            case AnchorAlias alias:
                throw refuse((int)alias.Start.Line, "", new($"不允许引用 *{alias.Value}", $"the alias *{alias.Value} is not allowed"), new("把值写出来", "write the value out"));
            case Scalar scalar:
                parser.MoveNext();
                return new YamlText((int)scalar.Start.Line, scalar.Value.Trim());
            case SequenceStart start:
            {
                parser.MoveNext();
                var items = new List<YamlTree>();
                while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser, refuse, depth + 1));
                return new YamlList((int)start.Start.Line, items);
            }
            case MappingStart start:
            {
                parser.MoveNext();
                var entries = new List<KeyValuePair<string, YamlTree>>();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var keyLine = (int)parser.Current!.Start.Line;
                    if (Node(parser, refuse, depth + 1) is not YamlText key)
                        throw refuse(keyLine, "", new("键不是普通的词", "a key is not a plain word"), new("冒号前写一个词", "write a word before the colon"));
                    var value = Node(parser, refuse, depth + 1);
                    if (entries.Exists(e => e.Key == key.Text))
                        throw refuse(keyLine, key.Text, new($"键“{key.Text}”在此出现两次", $"the key '{key.Text}' stands here twice"), new("只保留一个", "keep one of the two"));
                    entries.Add(new(key.Text, value));
                }
                return new YamlMap((int)start.Start.Line, entries);
            }
            default:
                throw refuse((int)(parser.Current?.Start.Line ?? 0), "", new("不是 YAML", "this is not YAML"), s_mend);
        }
    }

    // A tab between a key's colon and its value is white space by the YAML specification; the scanner does not take it so.
    private static string TabsAfterKeys(string text)
    {
        if (!text.Contains('\t', StringComparison.Ordinal)) return text;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var indent = line.Length - line.TrimStart(' ').Length;
            lines[i] = string.Concat(line.AsSpan(0, indent), line.AsSpan(indent).ToString().Replace('\t', ' '));
        }
        return string.Join('\n', lines);
    }

    private static string Plain(string message) => message.TrimEnd('.').Replace('\n', ' ');
}

internal sealed record YamlText(int Line, string Text) : YamlTree(Line);

internal sealed record YamlList(int Line, IReadOnlyList<YamlTree> Items) : YamlTree(Line);

internal sealed record YamlMap(int Line, IReadOnlyList<KeyValuePair<string, YamlTree>> Entries) : YamlTree(Line)
{
    public YamlTree? Find(string key)
    {
        foreach (var entry in Entries) if (entry.Key == key) return entry.Value;
        return null;
    }
}
