exports.handler = async ({ httpMethod, path, pathParameters }) => ({
    statusCode: 200,
    body: [httpMethod, path, pathParameters?.proxy ?? "root"].join(" "),
});
