output "tray_intake" {
  description = "The six facts of each region, to hand over to Tray."
  value       = [module.orders.tray_intake, module.orders_us_east_1.tray_intake]
}

output "accepted_connections" {
  description = "State of each accepted connection, by endpoint id."
  value       = merge(module.orders.accepted_connections, module.orders_us_east_1.accepted_connections)
}
