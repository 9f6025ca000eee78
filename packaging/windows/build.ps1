# NOT RUN: written and checked by reading, not executed here.
#
# Builds Umbra's installer for Windows: dist\umbra-VERSION-windows-setup.exe
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
#       [-Python py] [-InnoSetup ISCC.exe] [-Certificate THUMBPRINT]
#
# Needs 64-bit Python 3.11 or newer and Inno Setup 6.3 or newer; signtool of the Windows SDK where
# a certificate is given. All else, pinned and hashed, packaging\build.py sets up itself.

param(
    [string]$Python = "py",
    [string]$InnoSetup = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe",
    [string]$Certificate = ""
)

$ErrorActionPreference = "Stop"
Set-StrictMode -Version Latest
$checkout = Resolve-Path (Join-Path $PSScriptRoot "..\..")
Set-Location $checkout

function Invoke-Step([string]$What, [scriptblock]$Action) {
    Write-Host "Umbra: $What ..."
    & $Action
    if ($LASTEXITCODE -ne 0) { throw "$What ended with $LASTEXITCODE" }
}

function Add-Signature([string[]]$Files) {
    if ($Certificate -eq "") { return }
    Invoke-Step "signing $($Files -join ', ')" {
        signtool sign /sha1 $Certificate /fd SHA256 /tr http://timestamp.digicert.com /td SHA256 $Files
    }
}

if (-not (Test-Path $InnoSetup)) {
    throw "Inno Setup is not at $InnoSetup. Install version 6.3 or newer, or name it with -InnoSetup."
}

# Freezes the program, looks at it, tries it, and packs it with its bill of materials.
Invoke-Step "building the program" { & $Python packaging\build.py }

$found = Select-String -Path app\__init__.py -Pattern '^__version__ = "([^"]+)"$'
$version = $found.Matches[0].Groups[1].Value
$said = & dist\umbra\umbra.exe --version
if ($said -ne "umbra $version") { throw "umbra.exe says '$said', not 'umbra $version'" }

Add-Signature @("dist\umbra\umbra.exe", "dist\umbra\umbra-window.exe")
Invoke-Step "making the installer" {
    & $InnoSetup "/DVersion=$version" packaging\windows\umbra.iss
}
$setup = "dist\umbra-$version-windows-setup.exe"
Add-Signature @($setup)

$sum = (Get-FileHash -Algorithm SHA256 $setup).Hash.ToLower()
Add-Content -Path dist\SHA256SUMS -Value "$sum  $(Split-Path -Leaf $setup)" -Encoding ascii
Write-Host "Umbra: $setup"
