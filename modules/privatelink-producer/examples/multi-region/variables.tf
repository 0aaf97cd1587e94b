variable "region" {
  description = "Region of the service."
  type        = string
  default     = "eu-west-1"
}

variable "tray_org_id" {
  description = "Your Tray OrgID."
  type        = string
  default     = "acme"
}

variable "tray_principal_arn" {
  description = "Principal that Tray made for your organization."
  type        = string
  default     = "arn:aws:iam::111111111111:role/tray-privatelink-acme"
}

variable "accepted_endpoint_ids" {
  description = "Endpoint ids to accept, from Tray's acceptance pack."
  type        = set(string)
  default     = []
}

variable "accepted_endpoint_ids_us_east_1" {
  description = "Endpoint ids to accept in us-east-1."
  type        = set(string)
  default     = []
}

variable "networks" {
  description = "What each region has, by region code: VPC, subnets by AZ id, and targets by name."
  type = map(object({
    vpc_id  = string
    subnets = map(string)
    targets = map(object({ id = string }))
  }))

  validation {
    condition     = contains(keys(var.networks), "us-east-1")
    error_message = "networks: an entry for us-east-1 is missing."
  }
}
