import { spawn } from "node:child_process";

/** Keeps a list of what must not outlive this process, however it ends. */
export interface Reaper {
    /** A process group. */
    track(pid: number): void;
    untrack(pid: number): void;
    /** A folder, with all that is in it by then. */
    trackFolder(path: string): void;
}

/**
 * Starts the one helper that survives a SIGKILL of this process: a shell that is told of every execution environment and
 * kills the groups left on its list when its standard input ends. A busy environment would not notice by itself. Folders go
 * last: until then somebody may write to them.
 */
export function startReaper(): Reaper {
    const shell = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    shell.unref();
    // Without it nothing is lost but this one protection.
    shell.on("error", () => {});
    shell.stdin.on("error", () => {});
    return {
        track: (pid) => shell.stdin.write(`+ ${pid}\n`),
        untrack: (pid) => shell.stdin.write(`- ${pid}\n`),
        trackFolder: (path) => shell.stdin.write(`f ${path}\n`),
    };
}

const script = `
trap '' INT TERM HUP
groups=" "
while read -r change what; do
    case $change in
        +) groups="$groups$what " ;;
        -) groups="\${groups%%" $what "*} \${groups#*" $what "}" ;;
        f) set -- "$@" "$what" ;;
    esac
done
for pid in $groups; do kill -s KILL -- "-$pid"; done
[ $# = 0 ] && exit
chmod -R u+rwX "$@"
rm -rf "$@"
`;
