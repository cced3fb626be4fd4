import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});
const TableName = process.env.TABLE;

export async function handler({ httpMethod, pathParameters, body }) {
    const id = { S: pathParameters?.id ?? "" };
    if (httpMethod === "PUT") {
        await client.send(new PutItemCommand({ TableName, Item: { id, text: { S: body ?? "" } } }));
        return { statusCode: 204, body: "" };
    }
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id } }));
    return { statusCode: Item ? 200 : 404, body: Item?.text?.S ?? "" };
}
