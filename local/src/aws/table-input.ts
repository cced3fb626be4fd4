type Values = Record<string, unknown>;

/** The input of DynamoDB's CreateTable, but for the name, of a Pulumi table's inputs. */
export function tableInput(table: Values): Values {
    const throughput = (of: Values) =>
        of.readCapacity ? { ReadCapacityUnits: of.readCapacity, WriteCapacityUnits: of.writeCapacity } : undefined;
    const keys = (of: Values) => [
        { AttributeName: of.hashKey ?? table.hashKey, KeyType: "HASH" },
        ...(of.rangeKey ? [{ AttributeName: of.rangeKey, KeyType: "RANGE" }] : []),
    ];
    const indexes = (list: unknown, global: boolean) =>
        (list as Values[] | undefined)?.map((index) => ({
            IndexName: index.name,
            KeySchema: keys(global ? index : { hashKey: table.hashKey, rangeKey: index.rangeKey }),
            Projection: { ProjectionType: index.projectionType, NonKeyAttributes: index.nonKeyAttributes },
            ProvisionedThroughput: global ? throughput(index) : undefined,
        }));
    const attributes = (table.attributes ?? []) as Values[];
    return {
        AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
        KeySchema: keys(table),
        BillingMode: table.billingMode ?? "PROVISIONED",
        ProvisionedThroughput: table.billingMode === "PAY_PER_REQUEST" ? undefined : throughput(table),
        GlobalSecondaryIndexes: indexes(table.globalSecondaryIndexes, true),
        LocalSecondaryIndexes: indexes(table.localSecondaryIndexes, false),
        StreamSpecification: table.streamEnabled
            ? { StreamEnabled: true, StreamViewType: table.streamViewType }
            : undefined,
    };
}
