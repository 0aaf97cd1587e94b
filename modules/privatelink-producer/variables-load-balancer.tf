# The front of the service: a load balancer of the module's own, or one that exists.

variable "vpc_id" {
  description = "VPC of the load balancer and of its targets. Needed unless `existing_load_balancer` is given."
  type        = string
  default     = null
}

variable "subnets" {
  description = "Subnets of the load balancer, by AZ id: `{ \"euw1-az1\" = \"subnet-…\" }`. Two zones at least are advisable; Tray's endpoints (same region) can only be in zones that are named here."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for zone in keys(var.subnets) : !can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", zone))])
    error_message = "subnets: ${join(", ", [for zone in keys(var.subnets) : zone if can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", zone))])} is an AZ name, which means a different zone in each account; use the AZ id, such as \"euw1-az1\" (aws ec2 describe-availability-zones shows both)."
  }

  validation {
    condition     = alltrue([for zone in keys(var.subnets) : can(regex("^[a-z]{3,4}[0-9]-az[0-9]+$", zone)) || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", zone))])
    error_message = "subnets: keys are AZ ids, such as \"euw1-az1\"; these are not: ${join(", ", [for zone in keys(var.subnets) : zone if !can(regex("^[a-z]{3,4}[0-9]-az[0-9]+$", zone))])}."
  }
}

variable "existing_load_balancer" {
  description = <<-EOT
    An internal Network Load Balancer that exists, instead of one that the module makes.

    - `arn` - its ARN.
    - `allow_without_security_group` - takes it although it has no security group. A load balancer made without one can never get one.
  EOT
  type = object({
    arn                          = string
    allow_without_security_group = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.existing_load_balancer == null || can(regex("^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer/net/", var.existing_load_balancer.arn))
    error_message = "existing_load_balancer.arn: an endpoint service needs the ARN of a Network Load Balancer (\"…:loadbalancer/net/…\")."
  }
}

variable "load_balancer_name" {
  description = "Name of the load balancer if it differs from `name`, for instance because it is imported. A new name makes a new load balancer."
  type        = string
  default     = null

  validation {
    condition     = var.load_balancer_name == null || can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$", var.load_balancer_name))
    error_message = "load_balancer_name: use 1 to 32 letters, digits and hyphens, no hyphen at either end, or leave it out for that of name."
  }
}

variable "load_balancer_without_security_group" {
  description = "For a load balancer that is imported and has no security group: it can never get one, and would be replaced. Leave this off for any other."
  type        = bool
  default     = false
  nullable    = false
}

variable "security_group_ids" {
  description = "Security groups of your own for the load balancer, instead of those that the module makes. The module's own groups are created anyway and stay unused, because the list may be unknown at plan; with `security_group_ids_by_name` they are not created."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "security_group_ids_by_name" {
  description = "Security groups of your own by a name of your choice: `{ edge = aws_security_group.edge.id }`. With one or more here, the module makes none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.security_group_ids_by_name) : can(regex("^sg-[0-9a-f]+$", id))])
    error_message = "security_group_ids_by_name: values are ids of security groups, such as { edge = \"sg-0123456789abcdef0\" }."
  }
}

variable "security_group_rules_by_port" {
  description = "For upgrades from version 1: keeps the rules that it made, so that the first apply destroys none. See UPGRADING.md. The ports must then be known at plan."
  type        = bool
  default     = false
  nullable    = false
}

variable "enforce_security_group_inbound_rules_on_private_link_traffic" {
  description = "Whether the load balancer's inbound rules also apply to traffic that arrives over PrivateLink. When true, Tray's addresses must be among `ingress_cidr_blocks`, or in your own groups: other traffic is dropped silently."
  type        = bool
  default     = false
  nullable    = false
}

variable "ingress_cidr_blocks" {
  description = "Networks that may reach the load balancer's ports, by a name of your choice: clients inside your own network, and Tray's network when inbound rules are enforced on PrivateLink traffic. Empty admits only PrivateLink."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.ingress_cidr_blocks) : can(cidrhost(cidr, 0)) && !strcontains(cidr, ":")])
    error_message = "ingress_cidr_blocks: values are IPv4 networks, such as { tray = \"100.64.0.0/24\" }."
  }

  validation {
    condition     = alltrue([for cidr in values(var.ingress_cidr_blocks) : !endswith(cidr, "/0")])
    error_message = "ingress_cidr_blocks: a /0 admits everyone; name the networks that need access."
  }
}

variable "egress_cidr_blocks" {
  description = "Networks that the load balancer may reach on its targets' ports, by a name of your choice. Empty means each target of type `ip` by its own address; for targets that register themselves, instances and Application Load Balancers, all CIDR blocks of the VPC."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.egress_cidr_blocks) : can(cidrhost(cidr, 0)) && !strcontains(cidr, ":")])
    error_message = "egress_cidr_blocks: values are IPv4 networks, such as { databases = \"10.0.16.0/20\" }."
  }
}

variable "ip_address_type" {
  description = "`ipv4`, or `dualstack` to take IPv6 from endpoints as well. Targets are reached over IPv4. Not used with `existing_load_balancer`."
  type        = string
  default     = "ipv4"
  nullable    = false

  validation {
    condition     = contains(["ipv4", "dualstack"], var.ip_address_type)
    error_message = "ip_address_type: \"${var.ip_address_type}\" is neither \"ipv4\" nor \"dualstack\"."
  }
}

variable "supported_ip_address_types" {
  description = "Address types that endpoints of the service may have: `ipv4`, `ipv6`. `ipv6` needs a dual-stack load balancer."
  type        = set(string)
  default     = ["ipv4"]
  nullable    = false

  validation {
    condition     = length(var.supported_ip_address_types) > 0 && length(setsubtract(var.supported_ip_address_types, ["ipv4", "ipv6"])) == 0
    error_message = "supported_ip_address_types: name \"ipv4\", \"ipv6\" or both."
  }
}

variable "enable_deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer until this is turned off."
  type        = bool
  default     = false
  nullable    = false
}

variable "access_logs" {
  description = "S3 bucket, and prefix, for the load balancer's access logs. AWS writes them for TLS listeners only."
  type = object({
    bucket = string
    prefix = optional(string)
  })
  default = null
}
