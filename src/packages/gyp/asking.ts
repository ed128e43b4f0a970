/**
 * Commands that ask a compiler or an interpreter of the machine for its version or a folder, and filters that take a part of the answer. Each is
 * matched whole; what is not matched may do anything.
 */
const asks = [
  /^(?:cc|c\+\+|gcc|g\+\+|clang|clang\+\+|ld|cmake|make|rustc|cargo|swiftc|nasm|python[23]?|perl|ruby|node|npm) +(?:-v|-V|--version)$|^go +version$/,
  /^(?:cc|c\+\+|gcc|g\+\+|clang|clang\+\+) +-(?:version|dumpversion|dumpfullversion|dumpmachine|print-(?:search-dirs|sysroot|multiarch))$/,
  /^(?:sw_vers +-productVersion|xcode-select +(?:-p|--print-path)|brew +--prefix(?: +[a-z0-9@.-]{1,64})?|llvm-config +--(?:version|includedir|libdir|cflags|cxxflags|ldflags|libs))$/,
  // Of Perl, two versions that are compared.
  /^perl +-e +(['"])print +v?\d[\d.]{0,32} +(?:cmp|<=>|eq|ne|lt|gt|le|ge|[<>]=?|[=!]=) +v?\d[\d.]{0,32};?\1$/,
];

/** No sign in a pattern that a shell reads, on Windows neither, where single quotes are none; and no code inside it. */
const pattern = '(?:(?!\\(\\?\\??\\{)[A-Za-z0-9 ()[\\]{},.+*?\\\\:=_-]){1,128}';
const filters = [
  new RegExp(`^perl +-n?l?n?e +'print +\\$1 +if +/${pattern}/[i]?;?'$`),
  new RegExp(`^sed +(?:-[nErs]{1,3} +)?(['"]?)s/${pattern}/[A-Za-z0-9 .\\\\_-]{0,64}/[gip]{0,3}\\1$`),
  new RegExp(`^[ef]?grep +(?:-[oEPiwmq0-9]{1,6} +)?(['"]?)${pattern}\\1$`),
  /^awk +'\{ *print +\$\d{1,2};? *\}'$/,
  /^(?:head|tail)(?: +-n? ?\d{1,4})?$/, /^cut +-d *(?:'[.,: -]'|"[.,: -]"|[.,:-]) +-f *\d[\d,-]{0,8}$/, /^tr +-d +(['"])[A-Za-z0-9 .,()\\-]{1,16}\1$/, /^(?:sort|uniq|wc)(?: +-[nrVlc]{1,3})?$/,
];

/** Modules of Python that tell of it and of the machine, and what of them may be named. `system` is no member: `os.system` runs what it is given. */
const pythonNames: ReadonlySet<string> = new Set([
  'sys', 'os', 'sysconfig', 'platform', 'site', 'distutils', 'path', 'get_path', 'get_paths', 'get_config_var', 'get_config_vars', 'get_python_inc', 'get_python_lib', 'get_python_version',
  'version', 'version_info', 'major', 'minor', 'executable', 'prefix', 'exec_prefix', 'base_prefix', 'machine', 'architecture', 'python_version', 'join', 'dirname', 'abspath', 'normpath', 'realpath', 'basename', 'sep', 'str', 'print', 'import', 'from', 'as',
]);
const pythonBody = /^python[23]? +-c +(?:"([^"$`\\%!^&|<>\n]{1,512})"|'([^'"$`\\%!^&|<>\n]{1,512})')$/;
const pythonToken = /\s+|[A-Za-z_]\w{0,63}|\d{1,9}|'[\w./ -]{0,64}'|[.,()[\]{}:;+=-]/y;

/** The modules that a `python -c` names whose body imports some that tell of Python, and prints what they tell; undefined for any other. */
function asksPython(command: string): readonly string[] | undefined {
  const match = pythonBody.exec(command);
  const body = match?.[1] ?? match?.[2];
  if (body === undefined || !/(?:^|[;\s])print\b/.test(body)) return undefined;
  const names = new Set<string>();
  for (let at = 0; at < body.length; at = pythonToken.lastIndex) {
    pythonToken.lastIndex = at;
    const token = pythonToken.exec(body)?.[0];
    if (token === undefined) return undefined;
    if (!/^[A-Za-z_]/.test(token)) continue;
    if (!pythonNames.has(token)) return undefined;
    names.add(token);
  }
  return [...names];
}

/**
 * What a command that asks a compiler or interpreter for its version or a folder, with filters of text behind it, takes from the machine by name: the
 * modules of Python. It fetches nothing, runs no file of the package, and hands nothing to a shell. Undefined for any other command.
 */
export function askedModules(command: string): readonly string[] | undefined {
  const [first = '', ...rest] = command.split('|').map((part) => part.trim());
  if (rest.length > 4 || !rest.every((part) => filters.some((one) => one.test(withoutErrors(part))))) return undefined;
  const asked = withoutErrors(first);
  return asks.some((one) => one.test(asked)) ? [] : asksPython(asked);
}

const withoutErrors = (part: string): string => part.replace(/ {0,8}2> ?(?:&1|\/dev\/null)$/, '');
