// Imported for its effect, before @pulumi/pulumi. The SDK loads two packages at once that only serve to turn JavaScript
// functions into Lambda functions, which this program never does: TypeScript and npm's arborist, 0.4 of 0.7 s. Here they
// load when, and only when, something asks for them.

for (const name of ["typescript", "@npmcli/arborist"]) {
    const filename = require.resolve(name, { paths: [require.resolve("@pulumi/pulumi")] });
    if (require.cache[filename]) continue;
    const load = () => {
        delete require.cache[filename];
        return require(filename);
    };
    const exports = new Proxy({}, { get: (_, property) => (property === "__esModule" ? false : load()[property]) });
    const { Module } = require("node:module");
    require.cache[filename] = Object.assign(new Module(filename), { exports, loaded: true });
}
