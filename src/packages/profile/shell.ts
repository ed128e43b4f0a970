import type { CapabilityKind } from '../profile.types.js';

const words = (kind: CapabilityKind, text: string): (readonly [string, CapabilityKind])[] => text.split(' ').map((word) => [word, kind] as const);

/** Programs whose start, from a shell, says what a script is up to. Names are as `programName` gives them. */
const programs: ReadonlyMap<string, CapabilityKind> = new Map([
  ...words('network-access', 'curl wget nc ncat netcat socat ssh scp sftp ftp telnet rsync aria2c http invoke-webrequest iwr invoke-restmethod irm start-bitstransfer bitsadmin certutil git dig nslookup host openssl'),
  ...words('process-spawn', 'sh bash zsh dash ash ksh powershell pwsh cmd python python2 python3 perl ruby php osascript rundll32 regsvr32 mshta wscript cscript wmic crontab at schtasks launchctl systemctl start-process npm npx pnpm yarn bun bunx deno pip pip3 go cargo docker chmod'),
  ...words('dynamic-code', 'eval iex invoke-expression source base64'),
]);
/** Words of PowerShell and of the shell's own network files that matter anywhere in a text. */
const anywhere: readonly (readonly [RegExp, CapabilityKind, string])[] = [
  [/\/dev\/(?:tcp|udp)\//i, 'network-access', '/dev/tcp'], [/Net\.WebClient/i, 'network-access', 'Net.WebClient'], [/Net\.Sockets/i, 'network-access', 'Net.Sockets'],
  [/Download(?:String|File|Data)/i, 'network-access', 'Download'], [/FromBase64String/i, 'dynamic-code', 'FromBase64String'],
];

export interface ShellUse {
  readonly kind: CapabilityKind;
  readonly api: string;
  readonly offset: number;
}

/** What a shell text does, by the programs that it starts. */
export function shellUses(text: string, started: readonly { readonly name: string; readonly offset: number }[]): readonly ShellUse[] {
  const uses: ShellUse[] = started.flatMap(({ name, offset }) => {
    const kind = programs.get(name);
    return kind === undefined ? [] : [{ kind, api: `shell ${name}`, offset }];
  });
  for (const [pattern, kind, api] of anywhere) {
    const match = pattern.exec(text);
    if (match) uses.push({ kind, api: `shell ${api}`, offset: match.index });
  }
  return uses;
}

/** True for files that a shell runs, by extension or by what their first line asks for. */
export function isShellFile(path: string, head: string): boolean {
  if (/\.(?:sh|bash|zsh|ksh|bat|cmd|ps1|psm1)$/i.test(path)) return true;
  return /^#![^\n]*\b(?:ba|z|da|a|k)?sh\b/.test(head);
}
