#!/bin/sh
# NOT RUN: written and checked by reading, not executed here.
#
# Builds Umbra for macOS 13 or newer: dist/Umbra.app and dist/umbra-VERSION-macos-ARCH.dmg
#
#   packaging/macos/build.sh [--sign "Developer ID Application: NAME (TEAM)"] [--notarise PROFILE]
#
# Needs Python 3.11 or newer and the command line tools of Xcode. All else, pinned and hashed,
# packaging/build.py sets up itself. PROFILE is one that `xcrun notarytool store-credentials` made.
set -eu

cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
identity=""
profile=""
while [ $# -gt 0 ]; do
    case "$1" in
        --sign) identity=$2; shift 2 ;;
        --notarise) profile=$2; shift 2 ;;
        *) echo "unknown: $1; it takes --sign IDENTITY and --notarise PROFILE" >&2; exit 2 ;;
    esac
done
if [ -n "$profile" ] && [ -z "$identity" ]; then
    echo "Only what is signed can be notarised: give --sign as well." >&2
    exit 2
fi

say() { echo "Umbra: $1 ..."; }

# Freezes the program, looks at it, tries it, packs it with its bill of materials, makes Umbra.app.
"$python" packaging/build.py

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)
machine=$(uname -m)
app=dist/Umbra.app
image="dist/umbra-$version-macos-$machine.dmg"

say "looking at $app"
plutil -lint "$app/Contents/Info.plist"
[ "$("$app/Contents/MacOS/umbra" --version)" = "umbra $version" ]
"$app/Contents/MacOS/umbra" self-check

if [ -n "$identity" ]; then
    say "signing"
    # From the inside out: every library, then the program, then the whole.
    find "$app" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$identity"
    codesign --force --timestamp --options runtime \
        --entitlements packaging/macos/entitlements.plist --sign "$identity" "$app"
    codesign --verify --deep --strict "$app"
else
    # Without an identity: signed for this machine alone, as arm64 asks of every program.
    codesign --force --deep --sign - "$app"
fi

say "making $image"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
cp LICENSE "$stage/LICENSE.txt"
rm -f "$image"
hdiutil create -volname "Umbra $version" -srcfolder "$stage" -format UDZO -ov "$image"
hdiutil verify "$image"

if [ -n "$identity" ]; then
    codesign --timestamp --sign "$identity" "$image"
fi
if [ -n "$profile" ]; then
    say "notarising"
    xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature "$image"
fi

(cd dist && shasum -a 256 "$(basename "$image")" >> SHA256SUMS)
echo "Umbra: $image"
echo "Removing Umbra.app leaves the data: ~/Library/Application Support/Umbra of each account."
