# Stands for resources of the caller's: at plan none of the values below is known.

variable "revision" {
  description = "Changes what is known of it: nothing."
  type        = string
  default     = "1"
}

resource "terraform_data" "it" {
  triggers_replace = [var.revision]

  input = {
    string         = "unknown"
    vpc_id         = "vpc-0123456789abcdef0"
    subnet_id      = "subnet-0123456789abcdef0"
    group_id       = "sg-0bbbbbbbbbbbbbbbb"
    group_ids      = ["sg-0bbbbbbbbbbbbbbbb"]
    address        = "10.0.1.10"
    outside        = "192.168.7.7"
    all            = "all"
    instance_id    = "i-0123456789abcdef0"
    listener_arn   = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener/app/portal/0123456789abcdef/fedcba9876543210"
    balancer_arn   = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef"
    group_arn      = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/legacy/0123456789abcdef"
    certificate    = "arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-000000000000"
    principal      = "arn:aws:iam::333333333333:role/auditor"
    endpoint_id    = "vpce-0123456789abcdef0"
    topic_arn      = "arn:aws:sns:eu-west-1:222222222222:events"
    zone_id        = "Z0123456789ABCDEFGHIJ"
    domain         = "orders.example.com"
    org_id         = "acme"
    cidr           = "100.64.0.0/24"
    port           = 5432
    ten            = 10
    three          = 3
    true           = true
    false          = false
    tcp            = "TCP"
    tls            = "TLS"
    ip             = "ip"
    http           = "HTTP"
    path           = "/"
    policy         = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    none           = "None"
    ipv4           = "ipv4"
    address_types  = ["ipv4"]
    regions        = ["us-east-1"]
    events         = ["Connect"]
    tags           = { team = "network" }
    ingress        = "10.9.0.0/16"
    matcher        = "200"
    listener_count = 1
  }
}

output "it" {
  description = "The values."
  value       = terraform_data.it.output
}
