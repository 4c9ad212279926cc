using System.Text;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Tests.Service;

/// <summary>Golden transcripts: what a caller presses, and what is said.</summary>
public class DialogueTranscriptTests
{
    [Fact]
    public void Balance_InEnglish() => Golden("82 1 62000171# 417902# 1 #", """
        > 82 > 1
        Enter your account number, then the hash key.
        > 62000171#
        Enter your six digit PIN.
        > 417902#
        [identify account pin]
        > 1
        [balance]
        You have 2 unpaid items; the amount due is 123.45 CNY.
        > #
        Thank you for calling. Goodbye.
        [hang up]
        """);

    [Fact]
    public void WrongPin_ThenBackToTheStart_ThenAPerson() => Golden("1 62000171# 000000 * 0", """
        > 1
        请输入户号，按井号键结束。
        > 62000171#
        请输入六位查询密码。
        > 000000
        [identify account pin]
        户号或密码不正确。
        请输入户号，按井号键结束。
        > * > 0
        正在转接人工服务，请稍候。
        [transfer front-desk]
        """);

    [Fact]
    public void Repeat_AfterAFact_SaysTheFactAgain() => Golden("4 9 * #", """
        > 4
        [outages]
        停水通知。今晚停水
        > 9
        停水通知。今晚停水
        > * > #
        """);

    private static void Golden(string keys, string expected)
    {
        var dialogue = DialogueFile.Shipped();
        var transcript = new StringBuilder();
        var (state, outputs) = DialogueEngine.Begin(dialogue);
        Settle();
        foreach (var group in keys.Split(' '))
        {
            transcript.Append(transcript.Length > 0 && transcript[^1] != '\n' ? " > " : "> ").Append(group);
            foreach (var key in group) Feed(new Key(key));
        }
        var lines = transcript.ToString().TrimEnd().Split('\n').Select(l => l.TrimEnd());
        // Menus are long; what stands here is the rest.
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', lines));

        void Feed(DialogueInput input)
        {
            (state, outputs) = DialogueEngine.Next(dialogue, state, input);
            Settle();
        }

        void Settle()
        {
            foreach (var output in outputs)
                switch (output)
                {
                    case Say say:
                        if (dialogue.Steps[state.Step] is not MenuStep) Line(say.Written);
                        Feed(new SaidAll());
                        return;
                    case Ask ask:
                        Line($"[{string.Join(' ', ask.Entered.Keys.Prepend(ask.Act.Name))}]");
                        Feed(Answer(ask));
                        return;
                    case Transfer transfer:
                        Line($"[transfer {transfer.To}]");
                        return;
                    case HangUp:
                        Line("[hang up]");
                        return;
                }
        }

        void Line(string text)
        {
            if (transcript.Length > 0 && transcript[^1] != '\n') transcript.Append('\n');
            transcript.Append(text).Append('\n');
        }
    }

    private static Answered Answer(Ask ask) => ask.Act.Name switch
    {
        "identify" => ask.Entered["pin"] == "417902" ? new("ok") { Account = ask.Entered["account"] } : new("wrong"),
        "balance" => new("owes") { Values = new Dictionary<string, FactValue> { ["balance"] = new AmountValue(Money.Cny(12345)), ["bills"] = new NumberValue(2) } },
        "outages" => new("some") { Values = new Dictionary<string, FactValue> { ["notice"] = new TextValue(Wording.Same("今晚停水")) } },
        _ => new(DialogueActs.Unavailable),
    };
}
