const { environmentSuffix } = require("./settings.json");

exports.handler = async (event) => ({
    statusCode: 202,
    headers: { "Access-Control-Allow-Origin": "*" },
    body: JSON.stringify({ environmentSuffix, table: process.env.TABLE, got: JSON.parse(event.body) }),
});
