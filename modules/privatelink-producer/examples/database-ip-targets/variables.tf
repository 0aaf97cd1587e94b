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

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.20.0.0/16"
}

variable "zone_ids" {
  description = "AZ ids of the zones to stand in."
  type        = list(string)
  default     = ["euw1-az1", "euw1-az2"]
}

variable "database_addresses" {
  description = "Addresses of the database's instances, by name."
  type        = map(string)
  default     = { primary = "10.20.0.10", standby = "10.20.16.10" }
}
