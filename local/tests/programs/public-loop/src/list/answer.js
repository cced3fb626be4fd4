exports.answer = (body) => ({ statusCode: 200, body });
