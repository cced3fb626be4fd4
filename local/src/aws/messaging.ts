import type { RegisteredResource } from "../program/program";
import type { Making } from "./aws-request";

type Values = Record<string, unknown>;

/** Queues, topics and subscriptions. */
export const messaging: Record<string, (resource: RegisteredResource) => Making> = {
    "aws:sqs/queue:Queue": ({ state, inputs }) => ({
        kind: "queue",
        name: String(state.name),
        find: { service: "sqs", action: "AmazonSQS.GetQueueUrl", input: { QueueName: state.name } },
        make: [
            {
                service: "sqs",
                action: "AmazonSQS.CreateQueue",
                input: { QueueName: state.name, Attributes: queueAttributes(inputs) },
            },
        ],
    }),
    "aws:sns/topic:Topic": ({ state, inputs }) => ({
        kind: "topic",
        name: String(state.name),
        find: { service: "sns", action: "GetTopicAttributes", input: { Version: "2010-03-31", TopicArn: state.arn } },
        make: [
            {
                service: "sns",
                action: "CreateTopic",
                input: { Version: "2010-03-31", Name: state.name, ...fifoTopic(inputs) },
            },
        ],
    }),
    "aws:sns/topicSubscription:TopicSubscription": ({ name, inputs }) => ({
        kind: "subscription",
        name,
        make: [
            {
                service: "sns",
                action: "Subscribe",
                input: {
                    Version: "2010-03-31",
                    TopicArn: inputs.topic,
                    Protocol: inputs.protocol,
                    Endpoint: inputs.endpoint,
                },
            },
        ],
    }),
};

function queueAttributes(state: Values): Values {
    const names = {
        FifoQueue: "fifoQueue",
        ContentBasedDeduplication: "contentBasedDeduplication",
        VisibilityTimeout: "visibilityTimeoutSeconds",
        DelaySeconds: "delaySeconds",
        MessageRetentionPeriod: "messageRetentionSeconds",
        ReceiveMessageWaitTimeSeconds: "receiveWaitTimeSeconds",
        RedrivePolicy: "redrivePolicy",
    };
    const given = Object.entries(names).filter(([, key]) => state[key] !== undefined && state[key] !== false);
    return Object.fromEntries(given.map(([name, key]) => [name, String(state[key])]));
}

function fifoTopic({ fifoTopic }: Values): Values {
    return fifoTopic ? { "Attributes.entry.1.key": "FifoTopic", "Attributes.entry.1.value": "true" } : {};
}
