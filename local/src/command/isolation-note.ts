/** What Lambda holds a function to and this machine does not, in one line; docs/environments.md says why. */
export function isolationNote(platform: NodeJS.Platform, isRoot: boolean): string {
    const parts = [
        platform === "win32"
            ? "functions have os.tmpdir() for themselves and no /tmp, and may add files to their task root"
            : "functions share this machine's /tmp, and have os.tmpdir() for themselves",
        // /proc tells it, and only Linux has that.
        ...(platform === "linux" ? [] : ["their memory is looked at when a request has ended, not while it runs"]),
        ...(isRoot ? ["as root they may write to their task root too"] : []),
    ];
    return `note: ${parts.join("; ")}`;
}
