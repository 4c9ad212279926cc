using static WaterCore.Telephony.Asterisk.AsteriskConfiguration;

namespace WaterCore.Telephony.Asterisk;

/// <summary>The text of each configuration file.</summary>
internal static class AsteriskFiles
{
    /// <summary>The role, in Stasis, of a call after it was listened who answered.</summary>
    public const string Listened = "listened";

    /// <summary>The context in which it is listened.</summary>
    public const string MachineContext = "machine";

    // Loaded one by one: everything else Asterisk ships would open ports of its own. pubsub is there because chan_pjsip wants it.
    private static readonly string[] Modules =
    [
        "pbx_config", "res_timing_timerfd", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "func_callerid", "func_channel", "func_logic",
        "codec_alaw", "codec_ulaw", "codec_resample", "format_wav", "format_pcm", "res_rtp_asterisk", "res_musiconhold",
        "bridge_simple", "bridge_native_rtp", "bridge_softmix", "bridge_holding",
        "res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub", "res_pjsip_sdp_rtp", "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_endpoint_identifier_user", "res_pjsip_authenticator_digest", "res_pjsip_outbound_authenticator_digest", "res_pjsip_outbound_registration", "res_srtp", "res_pjsip_registrar",
        "res_pjsip_caller_id", "res_pjsip_dtmf_info", "res_pjsip_rfc3326", "chan_pjsip", "chan_bridge_media", "app_stasis", "app_playback", "app_amd",
        "res_http_websocket", "res_stasis", "res_stasis_answer", "res_stasis_playback", "res_stasis_recording", "res_stasis_snoop",
        "res_ari", "res_ari_model", "res_ari_applications", "res_ari_asterisk", "res_ari_bridges", "res_ari_channels", "res_ari_endpoints",
        "res_ari_events", "res_ari_playbacks", "res_ari_recordings",
    ];

    public static IEnumerable<(string Name, string Text)> Of(AsteriskConfiguration c)
    {
        yield return ("asterisk.conf", Section("directories", "=>",
            ("astetcdir", c.Directory + "/etc"), ("astmoddir", c.Modules), ("astvarlibdir", c.Directory + "/lib"), ("astdbdir", c.Directory + "/lib"),
            ("astkeydir", c.Directory + "/lib"), ("astdatadir", "/usr/share/asterisk"), ("astagidir", c.Directory + "/lib"), ("astspooldir", c.Directory + "/spool"),
            ("astrundir", c.Directory + "/run"), ("astlogdir", c.Directory + "/log"), ("astcachedir", c.Directory + "/cache"))
            + Section("options", "=", ("nofork", "yes"), ("nocolor", "yes"), ("transmit_silence", "yes"), ("systemname", "wc" + N(c.SipPort)), ("entityid", c.EntityId), ("maxcalls", N(c.MaxCalls))));
        yield return ("modules.conf", Section("modules", "=", [("autoload", "no"), .. Modules.Select(m => ("load", m + ".so"))]));
        yield return ("http.conf", Section("general", "=", ("enabled", "yes"), ("bindaddr", "127.0.0.1"), ("bindport", N(c.HttpPort)), ("sessionlimit", "500")));
        yield return ("ari.conf", Section("general", "=", ("enabled", "yes"), ("websocket_write_timeout", "1000"))
            + Section("watercore", "=", ("type", "user"), ("read_only", "no"), ("password_format", "plain"), ("password", c.Password)));
        yield return ("pjsip.conf", Pjsip(c));
        yield return ("extensions.conf", DialPlan(c));
        yield return ("rtp.conf", Section("general", "=", ("rtpstart", N(c.FirstRtpPort)), ("rtpend", N(c.FirstRtpPort + c.RtpPorts - 1)), ("icesupport", "no")));
        yield return ("logger.conf", Section("general", "=", ("dateformat", "%F %T.%3q")) + Section("logfiles", "=>", ("console", "warning,error"), ("full", "notice,warning,error")));
        yield return ("musiconhold.conf", Section("default", "=", ("mode", "files"), ("directory", c.Directory + "/lib/moh")));
        yield return ("indications.conf", Section("general", "=", ("country", "cn"))
            + Section("cn", "=", ("description", "China"), ("ringcadence", "1000,4000"), ("dial", "450"), ("busy", "450/350,0/350"), ("ring", "450/1000,0/4000"), ("congestion", "450/700,0/700")));
        yield return ("manager.conf", Section("general", "=", ("enabled", "no")));
        foreach (var off in new[] { "cdr.conf", "cel.conf" }) yield return (off, Section("general", "=", ("enable", "no")));
        // Their absence is an error in the log at every start.
        foreach (var empty in new[] { "features.conf", "udptl.conf", "ccss.conf", "acl.conf", "pjproject.conf", "amd.conf" }) yield return (empty, "[general]\n");
    }

    private static string Pjsip(AsteriskConfiguration c)
    {
        (string, string)[] media =
        [
            ("type", "endpoint"), ("transport", "udp"), ("disallow", "all"), ("allow", "alaw"), ("dtmf_mode", "auto"), ("direct_media", "no"),
            ("media_address", c.Address), ("bind_rtp_to_media_address", "yes"), ("rtp_timeout", "30"),
        ];
        // With encryption the operator must be who its certificate says, and the sound is encrypted with keys sent over that.
        var over = c.OperatorTls ? "\\;transport=tls" : "";
        var server = $"sip:{c.Operator}{over}";
        (string, string)[] encrypted = c.OperatorTls ? [("transport", "tls"), ("media_encryption", "sdes")] : [];
        (string, string)[] known = c.OperatorUser is { } user ? [("outbound_auth", "operator"), ("from_user", user), ("from_domain", Host(c.Operator))] : [];
        var text = Section("global", "=", ("type", "global"), ("user_agent", "WaterCore"), ("endpoint_identifier_order", "username,ip"))
            + Section("udp", "=", ("type", "transport"), ("protocol", "udp"), ("bind", c.Address + ":" + N(c.SipPort)))
            + (c.OperatorTls ? Section("tls", "=", ("type", "transport"), ("protocol", "tls"), ("bind", c.Address + ":" + N(c.TlsPort)), ("method", "tlsv1_2"), ("verify_server", "yes"), ("ca_list_file", c.CertificateAuthorities)) : "")
            + Section("trunk", "=", [.. media.Where(m => !c.OperatorTls || m.Item1 != "transport"), .. encrypted, .. known, ("context", "arriving"), ("aors", "trunk")])
            + Section("trunk", "=", ("type", "aor"), ("contact", server))
            + (c.OperatorUser is { } name ? Section("operator", "=", ("type", "auth"), ("auth_type", "userpass"), ("username", name), ("password", c.OperatorPassword!)) : "")
            + (c is { OperatorUser: { } registered, Registers: true } ? Section("operator", "=", ("type", "registration"), ("transport", c.OperatorTls ? "tls" : "udp"), ("outbound_auth", "operator"), ("server_uri", server),
                ("client_uri", $"sip:{registered}@{c.Operator}{over}"), ("contact_user", registered), ("retry_interval", "30"), ("forbidden_retry_interval", "300"), ("max_retries", "1000000"), ("expiration", "600")) : "")
            + Section("trunk", "=", [("type", "identify"), ("endpoint", "trunk"), .. c.OperatorAddresses.Select(a => ("match", a))]);
        foreach (var (number, address) in c.Desks)
            text += Section(number, "=", [.. media, ("context", "nothing"), ("aors", number)]) + Section(number, "=", ("type", "aor"), ("contact", address));
        // By user name first: a telephone may register from an address that is the operator's too. What it can do is be called.
        foreach (var (number, password) in c.Phones)
            text += Section(number, "=", [.. media, ("context", "nothing"), ("aors", number), ("auth", number), ("rewrite_contact", "yes")])
                + Section(number, "=", ("type", "auth"), ("auth_type", "userpass"), ("username", number), ("password", password))
                + Section(number, "=", ("type", "aor"), ("max_contacts", "1"), ("remove_existing", "yes"));
        return text;
    }

    private static string Host(string address) => address.LastIndexOf(':') is > 0 and var colon ? address[..colon] : address;

    // The number that was dialled is no argument of anything here: what it is made of is the caller's choice.
    private static string DialPlan(AsteriskConfiguration c) => """
        [arriving]
        exten => _X.,1,Stasis(watercore,inbound)
         same => n,GotoIf($["${STASISSTATUS}" = "FAILED"]?alone)
         same => n,Hangup()

        """ + (c.FallbackPrompt is { } prompt
            ? $" same => n(alone),Answer()\n same => n,Playback({prompt[..^4]})\n same => n,Hangup(41)\n"
            : " same => n(alone),Hangup(42)\n")
        + $"\n[{MachineContext}]\nexten => s,1,AMD()\n same => n,Stasis(watercore,{Listened},${{AMDSTATUS}})\n same => n,Hangup()\n\n[nothing]\n";

    private static string Section(string name, string sign, params (string Key, string Value)[] lines) =>
        $"[{name}]\n{string.Concat(lines.Select(l => $"{l.Key} {sign} {l.Value}\n"))}\n";
}
