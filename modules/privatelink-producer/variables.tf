# Who is connecting: the customer, its Tray organization, and the principals that may ask for a connection.

variable "name" {
  description = "Name of the load balancer, of the endpoint service (as its `Name` tag), and the prefix of everything else. At most 32 letters, digits and hyphens."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$", var.name)) && !startswith(lower(var.name), "internal-")
    error_message = "name: \"${var.name}\" cannot name a load balancer; use 1 to 32 letters, digits and hyphens, no hyphen at either end, and not starting with \"internal-\"."
  }
}

variable "customer_name" {
  description = "Your company's name, as Tray knows it."
  type        = string
  nullable    = false

  validation {
    condition     = var.customer_name != "" && trimspace(var.customer_name) == var.customer_name && length(var.customer_name) <= 200
    error_message = "customer_name: write your company's name, 1 to 200 characters, without spaces at either end."
  }
}

variable "tray_org_id" {
  description = "Your Tray OrgID, as given to you by Tray."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,34}[a-z0-9])?$", var.tray_org_id))
    error_message = "tray_org_id: \"${var.tray_org_id}\" is not a Tray OrgID; copy it exactly: up to 36 lower-case letters, digits and hyphens (a UUID fits)."
  }
}

variable "allowed_principals" {
  description = "ARNs of the IAM roles, users or account roots that may request a connection: the principal that Tray made for your organization. Wildcards and ARNs with a path are refused. For literal ARNs; ARNs of resources in the same configuration go into `allowed_principals_by_name`. If both are empty, nobody can request a connection."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.allowed_principals : !strcontains(arn, "*") && !strcontains(arn, "?")])
    error_message = "allowed_principals: a wildcard lets every AWS account in the world request a connection; name the exact role, such as \"arn:aws:iam::111111111111:role/tray-privatelink-<orgId>\"."
  }

  # An endpoint service compares principals by account and name; an ARN with an IAM path is accepted and never matches.
  validation {
    condition     = alltrue([for arn in var.allowed_principals : !can(regex(":(role|user)/.+/", arn))])
    error_message = "allowed_principals: an endpoint service does not match principals that have an IAM path; name a role or user without path: ${join(", ", [for arn in var.allowed_principals : arn if can(regex(":(role|user)/.+/", arn))])}."
  }

  validation {
    condition = alltrue([
      for arn in var.allowed_principals :
      strcontains(arn, "*") || strcontains(arn, "?") || can(regex("^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9+=,.@_/-]+)$", arn))
    ])
    error_message = "allowed_principals: use ARNs of roles, users or account roots, such as \"arn:aws:iam::111111111111:role/tray-privatelink-<orgId>\"; assumed-role session ARNs and bare account numbers are not among them."
  }
}

variable "allowed_principals_by_name" {
  description = "The same by a name of your choice, for ARNs that are known only after apply: `{ tray = aws_iam_role.tray.arn }`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.allowed_principals_by_name) : can(regex("^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9+=,.@_-]+)$", arn))])
    error_message = "allowed_principals_by_name: values are ARNs of roles, users (without a path) or account roots, such as { tray = \"arn:aws:iam::111111111111:role/tray-privatelink-<orgId>\" }; wildcards, session ARNs and bare account numbers are not among them."
  }
}

# Acceptance.

variable "accepted_endpoint_ids" {
  description = "Endpoint ids whose connection requests are accepted, and nothing else. Tray's acceptance pack names the one to add. Removing an id rejects that connection. For literal ids; ids of resources in the same configuration go into `accepted_endpoint_ids_by_name`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.accepted_endpoint_ids : can(regex("^vpce-[0-9a-f]{8}([0-9a-f]{9})?$", id))])
    error_message = "accepted_endpoint_ids: ${join(", ", [for id in var.accepted_endpoint_ids : "\"${id}\"" if !can(regex("^vpce-[0-9a-f]{8}([0-9a-f]{9})?$", id))])} is not an endpoint id; copy it from Tray's acceptance pack: \"vpce-\" and 17 hexadecimal digits (a \"vpce-svc-\" id is the service itself)."
  }
}

variable "accepted_endpoint_ids_by_name" {
  description = "The same by a name of your choice, for ids that are known only after apply: `{ staging = aws_vpc_endpoint.staging.id }`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.accepted_endpoint_ids_by_name) : can(regex("^vpce-[0-9a-f]{8}([0-9a-f]{9})?$", id))])
    error_message = "accepted_endpoint_ids_by_name: values are endpoint ids, \"vpce-\" and 17 hexadecimal digits (a \"vpce-svc-\" id is the service itself)."
  }
}

variable "acceptance_required" {
  description = "Whether each connection request waits for your acceptance. Turning it off also needs `accept_every_request_without_review = true`."
  type        = bool
  default     = true
  nullable    = false
}

variable "accept_every_request_without_review" {
  description = "The confirmation that `acceptance_required = false` asks for: every request of an allowed principal is connected at once, unseen."
  type        = bool
  default     = false
  nullable    = false
}

# Where the service can be reached from.

variable "supported_regions" {
  description = "Other regions from which endpoints may connect. The home region is always added. Empty keeps the service in its home region; to take regions back later, write the home region alone instead of emptying the set."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.supported_regions : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))])
    error_message = "supported_regions: ${join(", ", [for region in var.supported_regions : "\"${region}\"" if !can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))])} is not a region code; write for instance \"eu-west-1\" (no zone letter, no zone id)."
  }
}

variable "private_dns" {
  description = <<-EOT
    A DNS name of yours under which consumers may reach the service, proven by a TXT record in public DNS.

    - `name` - the name, such as `orders.example.com`, or one wildcard label in front: `*.orders.example.com`.
    - `route53` - the public Route 53 zone that holds the name: the module makes the record and waits for verification.
    - `record_exists` - for DNS kept elsewhere: apply once, make the record in the output `private_dns_verification_record`, then set it to start verification.
  EOT
  type = object({
    name          = string
    route53       = optional(object({ zone_id = string }))
    record_exists = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.private_dns == null || can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.private_dns.name))
    error_message = "private_dns.name: write a full, lower-case domain name without a trailing dot, such as \"orders.example.com\"."
  }

  validation {
    condition     = var.private_dns == null || !try(var.private_dns.record_exists && var.private_dns.route53 != null, false)
    error_message = "private_dns: set either route53 (the module makes the record) or record_exists (you made it), not both."
  }
}

variable "private_dns_record_ids" {
  description = "Verification records that you make outside of Route 53 in the same configuration, from the output `private_dns_verification_record`: anything that is known once they exist, by a name of your choice, such as `{ txt = cloudflare_dns_record.proof.id }`. Verification starts after them, so that one apply is enough."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "connection_notifications" {
  description = <<-EOT
    Tells an SNS topic when a connection is requested, accepted, rejected or deleted.

    - `topic` - an existing topic. Its policy must let AWS publish: the output `notification_topic_policy` is such a policy. Without it the module makes a topic, policy included.
    - `events` - any of `Accept`, `Connect`, `Delete`, `Reject`.
    - `kms_key_id` - key for the topic that the module makes. It must let `vpce.amazonaws.com` use it, which the key `alias/aws/sns` does not.
  EOT
  type = object({
    topic      = optional(object({ arn = string }))
    events     = optional(set(string), ["Accept", "Connect", "Delete", "Reject"])
    kms_key_id = optional(string)
  })
  default = null

  validation {
    condition     = var.connection_notifications == null || try(length(var.connection_notifications.events) > 0 && length(setsubtract(var.connection_notifications.events, ["Accept", "Connect", "Delete", "Reject"])) == 0, false)
    error_message = "connection_notifications.events: name at least one of Accept, Connect, Delete, Reject (capitalised as here), and nothing else."
  }

  validation {
    condition     = var.connection_notifications == null || !try(var.connection_notifications.kms_key_id == "alias/aws/sns", false)
    error_message = "connection_notifications.kms_key_id: alias/aws/sns cannot be used, since its policy does not admit vpce.amazonaws.com and nothing would arrive; use a key of your own."
  }
}

variable "notification_topic_policy_ids" {
  description = "Policies of your own topic that you make in the same configuration, from the output `notification_topic_policy`: anything that is known once they exist, by a name of your choice, such as `{ events = aws_sns_topic_policy.events.id }`. Notifications start after them: AWS publishes a test message at once."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags for everything the module makes, on top of the provider's `default_tags`. A `Name` of yours takes the place of the module's."
  type        = map(string)
  default     = {}
  nullable    = false
}
