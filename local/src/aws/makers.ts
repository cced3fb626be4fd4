import type { RegisteredResource } from "../program/program";
import type { AwsRequest, Making } from "./aws-request";
import { messaging } from "./messaging";
import { tableInput } from "./table-input";

type Values = Record<string, unknown>;

/** By type: how a resource, as the program registered it, is found and made by AWS's own calls. */
export const makers: Record<string, (resource: RegisteredResource, all: RegisteredResource[]) => Making> = {
    "aws:dynamodb/table:Table": ({ state, inputs }) => {
        const call = (name: string, input: Values): AwsRequest => {
            return {
                service: "dynamodb",
                action: `DynamoDB_20120810.${name}`,
                input: { TableName: state.name, ...input },
            };
        };
        const timeToLive = inputs.ttl as Values | undefined;
        return {
            kind: "table",
            name: String(state.name),
            find: call("DescribeTable", {}),
            make: [
                call("CreateTable", tableInput(inputs)),
                ...(timeToLive?.attributeName
                    ? [
                          call("UpdateTimeToLive", {
                              TimeToLiveSpecification: {
                                  AttributeName: timeToLive.attributeName,
                                  Enabled: timeToLive.enabled !== false,
                              },
                          }),
                      ]
                    : []),
            ],
        };
    },
    ...messaging,
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketV2:BucketV2": bucket,
    "aws:secretsmanager/secret:Secret": ({ state }) => ({
        kind: "secret",
        name: String(state.name),
        find: { service: "secretsmanager", action: "secretsmanager.DescribeSecret", input: { SecretId: state.name } },
        make: [{ service: "secretsmanager", action: "secretsmanager.CreateSecret", input: { Name: state.name } }],
    }),
    "aws:secretsmanager/secretVersion:SecretVersion": ({ name, inputs }, all) => {
        // The stand-in ends the ARN of a secret as it likes; its name is what both know.
        const secret = all.find(({ id, state: { arn } }) => [id, arn].includes(inputs.secretId as string));
        const input = {
            SecretId: secret?.state.name ?? inputs.secretId,
            SecretString: inputs.secretString,
            SecretBinary: inputs.secretBinary,
        };
        return {
            kind: "secret version",
            name,
            make: [{ service: "secretsmanager", action: "secretsmanager.PutSecretValue", input }],
        };
    },
    "aws:ssm/parameter:Parameter": ({ state, inputs }) => ({
        kind: "parameter",
        name: String(state.name),
        make: [
            {
                service: "ssm",
                action: "AmazonSSM.PutParameter",
                input: {
                    Name: state.name,
                    Type: inputs.type,
                    Value: inputs.value ?? inputs.insecureValue,
                    Overwrite: true,
                },
            },
        ],
    }),
};

function bucket({ id, state }: RegisteredResource): Making {
    // S3 takes every region's name here but that of its first.
    const region = String(state.region ?? "");
    const constraint = region && region !== "us-east-1" ? `<LocationConstraint>${region}</LocationConstraint>` : "";
    const body = constraint && `<CreateBucketConfiguration>${constraint}</CreateBucketConfiguration>`;
    const path = `/${state.bucket ?? id}`;
    return {
        kind: "bucket",
        name: path.slice(1),
        find: { service: "s3", method: "HEAD", path },
        make: [{ service: "s3", method: "PUT", path, body: body || undefined }],
    };
}
