let calls = 0;
exports.handler = async ({ headers, queryStringParameters }) => {
    const allowed = headers["X-Tenant"] === queryStringParameters.t;
    const Statement = [{ Action: "execute-api:Invoke", Effect: allowed ? "Allow" : "Deny", Resource: "*" }];
    return { principalId: headers["X-Tenant"], policyDocument: { Statement }, context: { calls: ++calls } };
};
