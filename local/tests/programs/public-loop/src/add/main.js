const { answer } = require("./answer");

exports.handle = async (event) => answer(`${process.env.UNIT} ${event.httpMethod} ${event.resource}`);
