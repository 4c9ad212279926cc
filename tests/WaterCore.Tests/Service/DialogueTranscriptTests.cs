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

    [Fact]
    public void WhyTheBillChanged_SaysEachPartWithItsAmount()
    {
        Golden("1 62000171# 417902# 3 #", """
            > 1
            请输入户号，按井号键结束。
            > 62000171#
            请输入六位查询密码。
            > 417902#
            [identify account pin]
            > 3
            [why-higher]
            最近一期水费86.05元，上一期37.40元。变化的原因：每日用水量变化，多50.00元；水价调整，少1.35元。
            > #
            谢谢来电，再见。
            [hang up]
            """);
        Golden("82 1 62000171# 417902# 3 #", """
            > 82 > 1
            Enter your account number, then the hash key.
            > 62000171#
            Enter your six digit PIN.
            > 417902#
            [identify account pin]
            > 3
            [why-higher]
            Your last bill is 86.05 CNY, the one before 37.40 CNY. It changed: for the water used a day, more by 50.00 CNY; for the prices, less by 1.35 CNY.
            > #
            Thank you for calling. Goodbye.
            [hang up]
            """);
    }

    [Fact]
    public void ProgressOfAnApplication_ThenOfACase() => Golden("3 62000171# 417902# #", """
        > 3
        请输入户号，按井号键结束。
        > 62000171#
        请输入六位查询密码。
        > 417902#
        [identify account pin]
        [application-progress]
        您的过户申请12于2026年3月1日受理，目前处于现场核实环节。
        [case-progress]
        > #
        谢谢来电，再见。
        [hang up]
        """);

    [Fact]
    public void LinkToPay_IsSent_InEnglish() => Golden("82 1 62000171# 417902# 4 1 #", """
        > 82 > 1
        Enter your account number, then the hash key.
        > 62000171#
        Enter your six digit PIN.
        > 417902#
        [identify account pin]
        > 4 > 1
        [pay-link]
        A link to pay has been sent to the telephone or mail address on record.
        > #
        Thank you for calling. Goodbye.
        [hang up]
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
        "why-higher" => new("parts")
        {
            Values = new Dictionary<string, FactValue>
            {
                ["bill_total"] = new AmountValue(Money.Cny(8605)), ["before_total"] = new AmountValue(Money.Cny(3740)),
                ["reasons"] = new SharesValue([(new("每日用水量变化，多", "for the water used a day, more by"), Money.Cny(5000)), (new("水价调整，少", "for the prices, less by"), Money.Cny(135))]),
            },
        },
        "application-progress" => new("working")
        {
            Values = new Dictionary<string, FactValue>
            {
                ["application_kind"] = new TextValue(new("过户", "a change of owner")), ["application_number"] = new DigitsValue("12"), ["since"] = new DateValue(new(2026, 3, 1)),
                ["step"] = new TextValue(new("现场核实", "the visit")),
            },
        },
        "case-progress" => new("none"),
        "pay-link" => new("ok"),
        "outages" => new("some") { Values = new Dictionary<string, FactValue> { ["notice"] = new TextValue(Wording.Same("今晚停水")) } },
        _ => new(DialogueActs.Unavailable),
    };
}
