/**
 * Names that a bundle's `vars` may have in the environment of scripts. A name that a shell, a runtime or a common
 * tool gives a meaning to could make it load or run something, so none of those passes: capital letters, digits and
 * `_` only, none of the listed names, none that begins as the listed families do.
 */

/** Families: whatever begins so is read by a loader, shell, runtime, tool, or is Clockwork's own. */
const families: readonly string[] = [
  ...['LD_', 'DYLD_', 'GLIBC', 'MALLOC_', 'GCONV_', 'NSS_', 'LOCPATH', 'NLSPATH', 'LC_', 'LANG', 'XDG_', 'DBUS_'],
  ...['BASH', 'ZSH', 'KSH', 'HIST', 'COMP_', 'SHELL', 'TERM', 'SSH_', 'SUDO_', 'GPG_', 'SYSTEMD_', 'PROMPT_'],
  ...['NODE', 'NPM_', 'YARN_', 'PNPM_', 'UV_', 'V8_', 'ELECTRON_', 'TS_', 'DENO_', 'BUN_'],
  ...[
    'PYTHON',
    'PIP',
    'VIRTUAL_ENV',
    'CONDA_',
    'PERL',
    'RUBY',
    'GEM_',
    'BUNDLE_',
    'LUA_',
    'PHP',
    'TCL',
    'JAVA_',
    'JDK_',
  ],
  ...['GO', 'CGO_', 'CARGO', 'RUST', 'GIT_', 'HG', 'SVN_', 'CURL_', 'WGET', 'SSL_', 'OPENSSL', 'REQUESTS_', 'AWS_'],
  ...['DOCKER_', 'BUILDKIT_', 'CONTAINER', 'COMPOSE_', 'KUBE', 'HELM_', 'TF_', 'MAKE', 'CMAKE_', 'LESS', 'MAN'],
  ...['CLOCKWORK_', 'CW_', '_'],
];

const names: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'PWD', 'OLDPWD', 'TMPDIR', 'TMP', 'TEMP', 'TZ', 'TZDIR', 'MAIL', 'MAILPATH'],
  ...[
    'ENV',
    'IFS',
    'PS0',
    'PS1',
    'PS2',
    'PS3',
    'PS4',
    'CDPATH',
    'FPATH',
    'GLOBIGNORE',
    'EXECIGNORE',
    'FIGNORE',
    'OPTIND',
  ],
  ...['OPTARG', 'OPTERR', 'POSIXLY_CORRECT', 'RANDOM', 'SRANDOM', 'SECONDS', 'LINENO', 'REPLY', 'UID', 'EUID', 'PPID'],
  ...[
    'GROUPS',
    'HOSTNAME',
    'HOSTTYPE',
    'OSTYPE',
    'MACHTYPE',
    'SHLVL',
    'DIRSTACK',
    'FUNCNAME',
    'FUNCNEST',
    'PIPESTATUS',
  ],
  ...[
    'FCEDIT',
    'INPUTRC',
    'TIMEFORMAT',
    'TMOUT',
    'IGNOREEOF',
    'COLUMNS',
    'LINES',
    'COPROC',
    'MAPFILE',
    'READLINE_LINE',
  ],
  ...[
    'EDITOR',
    'VISUAL',
    'PAGER',
    'BROWSER',
    'CC',
    'CXX',
    'CPP',
    'LD',
    'AR',
    'CFLAGS',
    'CXXFLAGS',
    'CPPFLAGS',
    'LDFLAGS',
  ],
  ...[
    'CLASSPATH',
    'TAR_OPTIONS',
    'GZIP',
    'BZIP2',
    'XZ_OPT',
    'XZ_DEFAULTS',
    'ZSTD_CLEVEL',
    'ZIPOPT',
    'UNZIP',
    'GREP_OPTIONS',
  ],
  ...[
    'RSYNC_RSH',
    'RSYNC_OLD_ARGS',
    'CVS_RSH',
    'ALL_PROXY',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'FTP_PROXY',
    'NO_PROXY',
    'NETRC',
  ],
  ...['DISPLAY', 'XAUTHORITY', 'WAYLAND_DISPLAY', 'SOURCE_DATE_EPOCH', 'HOSTALIASES', 'RES_OPTIONS', 'LOCALDOMAIN'],
]);

/** Whether a bundle may set this variable for its scripts. */
export function isAllowedVariable(name: string): boolean {
  if (!/^[A-Z][A-Z0-9_]{0,99}$/.test(name)) return false;
  return !names.has(name) && !families.some((family) => name.startsWith(family));
}
