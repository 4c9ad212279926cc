# A mail server and a mailbox server for the mail tests, on Debian. Source this file and call install_mail, as root.
#
# No service is started or left enabled: the tests run both from configurations of their own, on free ports of this machine.

install_mail() {
    local policy=/usr/sbin/policy-rc.d kept='' failed=0
    if [ "$(id -u)" != 0 ]; then echo "install_mail: must be root to install packages" >&2; return 1; fi
    # The packages start services when they are unpacked, unless a policy forbids it. One that is there is put back.
    if [ -e "$policy" ]; then kept=$(mktemp); cp -p "$policy" "$kept"; fi
    printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"
    from_packages postfix dovecot-imapd || failed=1
    if [ -n "$kept" ]; then mv "$kept" "$policy"; else rm -f "$policy"; fi
    return "$failed"
}
