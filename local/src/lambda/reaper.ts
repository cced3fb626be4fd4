import { spawn } from "node:child_process";

/** Keeps a list of process groups that must not outlive this process, however it ends. */
export interface Reaper {
    track(pid: number): void;
    untrack(pid: number): void;
}

/**
 * Starts the one helper that survives a SIGKILL of this process: a shell that is told of every execution environment and
 * kills the groups left on its list when its standard input ends. A busy environment would not notice by itself.
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
    };
}

const script = `
trap '' INT TERM HUP
groups=" "
while read -r change pid; do
    case $change in
        +) groups="$groups$pid " ;;
        -) groups="\${groups%%" $pid "*} \${groups#*" $pid "}" ;;
    esac
done
for pid in $groups; do kill -s KILL -- "-$pid"; done
`;
