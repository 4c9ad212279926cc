using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace WaterCore.Service;

/// <summary>The YAML of a dialogue file as text, lists and maps with their lines: the one place that knows YAML.</summary>
internal abstract record DialogueYaml(int Line)
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 16;

    public static DialogueYaml Read(string text, string file)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) throw new DialogueFaultException(new(file, 0, "", $"the file is larger than {MaxBytes / 1024} KiB", "split the dialogue"));
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) throw new DialogueFaultException(new(file, 0, "", "the file is empty", "write a dialogue into it"));
            parser.Consume<DocumentStart>();
            var tree = Node(parser, file, 0);
            parser.Consume<DocumentEnd>();
            return tree;
        }
        catch (YamlException e)
        {
            throw new DialogueFaultException(new(file, (int)e.Start.Line, "", $"this is not YAML ({e.Message.TrimEnd('.').Replace('\n', ' ')})", "mend the file at this line"));
        }
    }

    private static DialogueYaml Node(Parser parser, string file, int depth)
    {
        var line = (int)(parser.Current?.Start.Line ?? 0);
        if (depth > MaxDepth) throw new DialogueFaultException(new(file, line, "", $"the file is nested more than {MaxDepth} deep", "write it flatter"));
        switch (parser.Current)
        {
            case Scalar scalar:
                parser.MoveNext();
                return new DialogueYamlText(line, scalar.Value.Trim());
            case SequenceStart:
                parser.MoveNext();
                var items = new List<DialogueYaml>();
                while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser, file, depth + 1));
                return new DialogueYamlList(line, items);
            case MappingStart:
                parser.MoveNext();
                var entries = new List<(string, DialogueYaml)>();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var at = (int)parser.Current!.Start.Line;
                    if (Node(parser, file, depth + 1) is not DialogueYamlText key) throw new DialogueFaultException(new(file, at, "", "a key is not a plain word", "write a word before the colon"));
                    if (entries.Exists(e => e.Item1 == key.Text)) throw new DialogueFaultException(new(file, at, key.Text, $"'{key.Text}' stands here twice", "keep one of the two"));
                    entries.Add((key.Text, Node(parser, file, depth + 1)));
                }
                return new DialogueYamlMap(line, entries);
            default:
                // Aliases among them: they can multiply without bound.
                throw new DialogueFaultException(new(file, line, "", "anchors and aliases are not allowed", "write the value out"));
        }
    }
}

internal sealed record DialogueYamlText(int Line, string Text) : DialogueYaml(Line);

internal sealed record DialogueYamlList(int Line, IReadOnlyList<DialogueYaml> Items) : DialogueYaml(Line);

internal sealed record DialogueYamlMap(int Line, IReadOnlyList<(string Key, DialogueYaml Value)> Entries) : DialogueYaml(Line)
{
    public DialogueYaml? Find(string key) => Entries.FirstOrDefault(e => e.Key == key).Value;
}

/// <summary>Carries a fault out of nested reading; never leaves the room.</summary>
internal sealed class DialogueFaultException(DialogueFault fault) : Exception(fault.Message)
{
    public DialogueFault Fault { get; } = fault;
}
