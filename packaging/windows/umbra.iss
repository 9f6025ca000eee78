; NOT RUN: written and checked by reading, not executed here.
;
; The installer for Windows, for Inno Setup 6.3 or newer; build.ps1 calls it with /DVersion=...
; It installs for every account of the machine. Data lies in each account's own folder,
; %LOCALAPPDATA%\Umbra, and is neither touched by an upgrade nor by removal.

#ifndef Version
  #error Version is not given: start build.ps1, which does.
#endif

[Setup]
AppId={{6C1B5F0E-6B1C-4C5B-9C55-1E0B6D0C7A11}
AppName=Umbra
AppVersion={#Version}
AppPublisher=The Umbra project
DefaultDirName={autopf}\Umbra
DefaultGroupName=Umbra
DisableProgramGroupPage=yes
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
ChangesEnvironment=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=umbra-{#Version}-windows-setup
Compression=lzma2/max
SolidCompression=yes
UninstallDisplayIcon={app}\umbra-window.exe
; An upgrade waits until Umbra is closed by its people; it never closes it over a preparation.
CloseApplications=no

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[InstallDelete]
; Libraries of an earlier version that this one no longer has.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\umbra\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Umbra"; Filename: "{app}\umbra-window.exe"
Name: "{commondesktop}\Umbra"; Filename: "{app}\umbra-window.exe"

[Registry]
Root: HKLM; Subkey: "Software\Classes\Umbra.Order"; ValueType: string; ValueData: "Order for Umbra"; Flags: uninsdeletekey
Root: HKLM; Subkey: "Software\Classes\Umbra.Order\DefaultIcon"; ValueType: string; ValueData: "{app}\umbra-window.exe,0"
Root: HKLM; Subkey: "Software\Classes\Umbra.Order\shell\open\command"; ValueType: string; ValueData: """{app}\umbra-window.exe"" open ""%1"""
; Offered for these files, and taken for none that another program has already.
Root: HKLM; Subkey: "Software\Classes\.hl7\OpenWithProgids"; ValueType: none; ValueName: "Umbra.Order"; Flags: uninsdeletevalue
Root: HKLM; Subkey: "Software\Classes\.json\OpenWithProgids"; ValueType: none; ValueName: "Umbra.Order"; Flags: uninsdeletevalue

[Code]
function IsRunning(): Boolean;
var
  Code: Integer;
begin
  { findstr ends with 0 where tasklist names the program. }
  Result := Exec(ExpandConstant('{cmd}'),
    '/C tasklist | findstr /I /B "umbra.exe umbra-window.exe"', '', SW_HIDE, ewWaitUntilTerminated, Code) and (Code = 0);
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  if IsRunning() then
    Result := 'Umbra is open: finish the step at the hood, close Umbra, then do this again. Nothing was changed.'
  else
    Result := '';
end;

function InitializeUninstall(): Boolean;
begin
  Result := not IsRunning();
  if not Result then
    MsgBox('Umbra is open: finish the step at the hood, close Umbra, then do this again. Nothing was changed.', mbError, MB_OK);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if (Step = usPostUninstall) and not UninstallSilent() then
    MsgBox('Umbra leaves its data where it is: each account''s log, labels and records lie in %LOCALAPPDATA%\Umbra, or in the folder that was given with --data. Installed again, Umbra goes on from there.', mbInformation, MB_OK);
end;
