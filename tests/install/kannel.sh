# Kannel and its simulated centre for the text message tests, on Debian. Source this file and call install_kannel, as root.
#
# No service is started or left enabled: the tests run Kannel from configurations of their own.

install_kannel() {
    local policy=/usr/sbin/policy-rc.d made_policy=0 failed=0
    if [ "$(id -u)" != 0 ]; then echo "install_kannel: must be root to install packages" >&2; return 1; fi
    # The package starts a service when it is unpacked, unless a policy forbids it.
    if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"; made_policy=1; fi
    from_packages kannel kannel-extras || failed=1
    if [ "$made_policy" = 1 ]; then rm -f "$policy"; fi
    return "$failed"
}
