// Tokens say what becomes of them.
exports.handler = async ({ authorizationToken: token, methodArn }) => {
    if (token === "hang") await new Promise(() => setInterval(() => {}, 1000));
    if (token === "exit") process.exit(3);
    if (token === "throw") throw new Error("Unauthorized, really");
    if (token === "nobody") throw new Error("Unauthorized");
    if (token === "nonsense") return ["nonsense"];
    const Effect = token === "deny" ? "Deny" : "Allow";
    const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }];
    return { principalId: token, policyDocument: { Version: "2012-10-17", Statement }, context: { level: 3 } };
};
