#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# sources.sh RELEASE: prints apt's sources for RELEASE of Debian, which are this machine's own with another name:
# the archive and its security updates, from where this machine has them. Backports come with the release that they
# are made for; neither they nor sid have security updates.
set -eu
release=${1:?usage: sources.sh RELEASE}
own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
options=
for ring in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
	[ ! -r "$ring" ] || options="[signed-by=$ring] "
done

# apt itself reads its sources, which have two formats.
# shellcheck disable=SC2016 # apt's variables
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u |
	while read -r uri suite component; do
		case $component.${suite%-security} in
		main."${own:-stable}" | main.stable | main.testing | main.sid | main.unstable) ;;
		*) continue ;;
		esac
		case $suite.$release in
		*-security.sid) ;;
		*) printf 'deb %s%s %s main\n' "$options" "$uri" "${release%-backports}${suite#"${suite%-security}"}" ;;
		esac
		case $suite.$release in
		*-security.*) ;;
		*-backports) printf 'deb %s%s %s main\n' "$options" "$uri" "$release" ;;
		esac
	done
