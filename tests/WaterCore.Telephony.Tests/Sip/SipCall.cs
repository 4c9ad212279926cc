using System.Net;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>One call of a <see cref="SipPhone"/>, seen from either side.</summary>
internal sealed class SipCall
{
    private readonly SipPhone _phone;
    private readonly IPEndPoint _pbx;
    private readonly string _tag = Guid.NewGuid().ToString("n")[..8];
    private readonly string _branch = "z9hG4bK" + Guid.NewGuid().ToString("n");
    private readonly SipMessage? _invite;
    private readonly TaskCompletionSource<int> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _local, _remote, _target;
    private int _sequence = 1;
    private volatile bool _cancelled;

    public SipCall(SipPhone phone, IPEndPoint pbx, string number, string from)
    {
        (_phone, _pbx, Id, Number) = (phone, pbx, Guid.NewGuid().ToString("n"), number);
        _target = $"sip:{number}@127.0.0.1:{pbx.Port}";
        _local = $"<sip:{from}@127.0.0.1:{phone.Port}>;tag={_tag}";
        _remote = $"<{_target}>";
    }

    public SipCall(SipPhone phone, IPEndPoint pbx, SipMessage invite)
    {
        (_phone, _pbx, _invite, Id, Number) = (phone, pbx, invite, invite["Call-ID"], invite.User);
        (_local, _remote, _target) = (invite["To"] + ";tag=" + _tag, invite["From"], invite.Address("Contact"));
    }

    public string Id { get; }

    /// <summary>The number that was dialled.</summary>
    public string Number { get; }

    public RtpAudio Audio { get; } = new();

    /// <summary>The final status of a call that this telephone made.</summary>
    public Task<int> Final => _final.Task;

    /// <summary>Completes with BYE or CANCEL when the far side ended it.</summary>
    public Task<string> Ended => _ended.Task;

    public void Invite() => Request("INVITE", Audio.Description, "application/sdp");

    public void HangUp() => Request("BYE");

    public void Press(string keys) => Audio.Press(keys);

    /// <summary>Presses a key by INFO instead of in the sound.</summary>
    public void PressByInfo(char key) => Request("INFO", $"Signal={key}\r\nDuration=160\r\n", "application/dtmf-relay");

    public IReadOnlyList<int> Codes() => Audio.Codes();

    public async Task FollowAsync(CallPlan plan)
    {
        Reply("100 Trying");
        if (plan.Provisional == 180) Reply("180 Ringing");
        if (plan.Provisional == 183)
        {
            Reply("183 Session Progress", Audio.Description);
            Audio.Start(_invite!.Body);
        }
        await Task.Delay(plan.RingMs);
        if (plan.Status == 0 || _cancelled) return;
        Reply($"{plan.Status} Planned", plan.Status == 200 ? Audio.Description : "");
        if (plan.Status == 200) Audio.Start(_invite!.Body);
        else _ended.TrySetResult("refused");
    }

    public void Take(SipMessage message)
    {
        if (message.Status > 0)
        {
            if (message.Method != "INVITE" || message.Status < 200) return;
            _remote = message["To"];
            if (message.Status < 300)
            {
                _target = message.Address("Contact");
                Audio.Start(message.Body);
            }
            Request("ACK");
            _final.TrySetResult(message.Status);
            return;
        }
        switch (message.Method)
        {
            case "BYE":
                _phone.Send(message.Reply("200 OK", _tag, Contact), _pbx);
                _ended.TrySetResult("BYE");
                break;
            case "CANCEL":
                _cancelled = true;
                _phone.Send(message.Reply("200 OK", _tag, Contact), _pbx);
                Reply("487 Request Terminated");
                _ended.TrySetResult("CANCEL");
                break;
            case "INVITE" when message["To"].Contains(";tag=", StringComparison.Ordinal):
                // A change of the sound's way within the call.
                _phone.Send(message.Reply("200 OK", _tag, Contact, Audio.Description), _pbx);
                if (message.Body.Length > 0) Audio.Start(message.Body);
                break;
        }
    }

    private string Contact => $"sip:t@127.0.0.1:{_phone.Port}";

    private void Reply(string status, string body = "") => _phone.Send(_invite!.Reply(status, _tag, Contact, body), _pbx);

    private void Request(string method, string body = "", string type = "")
    {
        var number = method == "ACK" ? 1 : method == "INVITE" ? 1 : ++_sequence;
        var branch = method == "INVITE" ? _branch : "z9hG4bK" + Guid.NewGuid().ToString("n");
        _phone.Send($"{method} {_target} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{_phone.Port};branch={branch};rport\r\nFrom: {_local}\r\nTo: {_remote}\r\n"
            + $"Call-ID: {Id}\r\nCSeq: {number} {method}\r\nContact: <{Contact}>\r\nMax-Forwards: 70\r\n{(type.Length > 0 ? $"Content-Type: {type}\r\n" : "")}"
            + $"Content-Length: {body.Length}\r\n\r\n{body}", _pbx);
    }
}
