# Asterisk and espeak-ng for the telephony tests, on Debian bookworm. Source this file and call install_asterisk, as root.
#
# Bookworm has no asterisk; bullseye has. Bullseye enters with pin 100: it serves only what bookworm lacks, and nothing that is
# installed changes. The archives are those the machine uses for bookworm already. No service is started or left enabled, because
# the packaged configuration listens on every address.

# _debian_site RELEASE: the address of the archive that the machine takes RELEASE from; nothing if it takes none.
_debian_site() {
    apt-get indextargets --format '$(ORIGIN)|$(CODENAME)|$(SITE)' 2>/dev/null | awk -F'|' -v want="$1" '$1 == "Debian" && $2 == want { print $3; exit }'
}

# _bullseye_sources LIST PIN: writes the apt source and its pin; fails when the machine has no Debian archive.
_bullseye_sources() {
    local main security keys=/usr/share/keyrings/debian-archive-keyring.gpg
    main=$(_debian_site bookworm)
    security=$(_debian_site bookworm-security)
    if [ -z "$main" ]; then
        echo "install_asterisk: apt takes bookworm from nowhere; add a Debian bookworm source first" >&2
        return 1
    fi
    {
        echo "deb [signed-by=$keys] ${main%/} bullseye main"
        if [ -n "$security" ]; then echo "deb [signed-by=$keys] ${security%/} bullseye-security main"; fi
    } > "$1"
    local release
    for release in bullseye bullseye-security; do
        printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n\n' "$release"
    done > "$2"
}

install_asterisk() {
    if command -v asterisk > /dev/null && command -v espeak-ng > /dev/null; then return 0; fi
    if [ "$(id -u)" != 0 ]; then echo "install_asterisk: must be root to install packages" >&2; return 1; fi
    if [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" != bookworm ]; then
        echo "install_asterisk: knows Debian bookworm only; install asterisk (16 or newer) and espeak-ng by hand" >&2
        return 1
    fi

    local policy=/usr/sbin/policy-rc.d made_policy=0 failed=0
    export DEBIAN_FRONTEND=noninteractive
    # The package starts a service when it is unpacked, unless a policy forbids it.
    if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"; made_policy=1; fi

    {
        # The lists may have been cleaned away, and without them apt does not say where it takes bookworm from.
        if [ -z "$(_debian_site bookworm)" ]; then apt-get update -qq; fi
        _bullseye_sources /etc/apt/sources.list.d/bullseye.list /etc/apt/preferences.d/bullseye &&
        apt-get update -qq &&
        apt-get install -y -qq --no-install-recommends asterisk espeak-ng > /dev/null
    } || failed=1

    if [ "$made_policy" = 1 ]; then rm -f "$policy"; fi
    if command -v systemctl > /dev/null; then systemctl disable asterisk > /dev/null 2>&1 || true; fi
    if command -v update-rc.d > /dev/null; then update-rc.d asterisk disable > /dev/null 2>&1 || true; fi
    if [ "$failed" = 1 ]; then echo "install_asterisk: apt could not install the packages; its own words stand above" >&2; return 1; fi
    asterisk -V
}
